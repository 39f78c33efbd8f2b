import { Agent } from 'node:https';
import got, { type Response } from 'got';
import type { MicrosoftSandbox } from '../../../sandbox/microsoft/microsoft-sandbox.ts';

/** An answer of the sandbox, with the error code that it carries, if any. */
export interface Answer {
  readonly status: number;
  readonly headers: Response['headers'];
  readonly text: string;
  /** The body as it came. */
  readonly raw: Buffer;
  readonly code: string | undefined;
}

export interface RequestOptions {
  readonly body?: string;
  readonly headers?: Record<string, string>;
  readonly timeoutMs?: number;
  /** False leaves a compressed body as it is. */
  readonly decompress?: boolean;
}

export interface ContentItem {
  readonly contentId: string;
  readonly contentUri: string;
  readonly contentType: string;
  readonly contentCreated: string;
  readonly contentExpiration: string;
}

const HOUR_MS = 3_600_000;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** JSON of any kind; undefined when the text is none. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function codeOf(text: string): string | undefined {
  const body = parse(text);
  if (!isObject(body)) return undefined;
  if (isObject(body.error)) return String(body.error.code);
  return Array.isArray(body.error_codes) ? String(body.error_codes[0]) : undefined;
}

export function contentItems(text: string): ContentItem[] {
  const items = parse(text);
  if (!Array.isArray(items)) throw new TypeError('a content list is an array');
  return items.filter(isObject).map((item) => ({
    contentId: String(item.contentId),
    contentUri: String(item.contentUri),
    contentType: String(item.contentType),
    contentCreated: String(item.contentCreated),
    contentExpiration: String(item.contentExpiration),
  }));
}

/** Talks to a sandbox over TLS as a collector would, but tells what came back instead of judging it. */
export class ApiClient {
  readonly sandbox: MicrosoftSandbox;
  readonly tenant: string;
  token: string;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(sandbox: MicrosoftSandbox, token = sandbox.issueToken()) {
    this.sandbox = sandbox;
    this.tenant = sandbox.settings.tenants[0] ?? '';
    this.token = token;
  }

  async request(
    method: 'GET' | 'POST',
    url: string,
    { timeoutMs = 5000, ...options }: RequestOptions = {},
  ): Promise<Answer> {
    const response = await got(url, {
      method,
      ...options,
      headers: { authorization: `Bearer ${this.token}`, ...options.headers },
      agent: { https: this.#agent },
      https: { certificateAuthority: this.sandbox.caPem },
      retry: { limit: 0 },
      timeout: { request: timeoutMs },
      throwHttpErrors: false,
      followRedirect: false,
    });
    // got's own text lacks a byte order mark.
    const raw = Buffer.from(response.rawBody);
    const text = raw.toString('utf8');
    return { status: response.statusCode, headers: response.headers, text, raw, code: codeOf(text) };
  }

  /** The address of an operation with PublisherIdentifier; `undefined` values are left out. */
  address(path: string, query: Record<string, string | undefined> = {}): string {
    const url = new URL(`/api/v1.0/${this.tenant}/activity/feed/${path}`, this.sandbox.url);
    for (const [name, value] of Object.entries({ PublisherIdentifier: this.tenant, ...query })) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    return url.href;
  }

  get(path: string, query?: Record<string, string | undefined>): Promise<Answer> {
    return this.request('GET', this.address(path, query));
  }

  start(contentType: string): Promise<Answer> {
    return this.request('POST', this.address('subscriptions/start', { contentType }));
  }

  list(contentType: string, startMs: number, endMs: number): Promise<Answer> {
    const time = (ms: number): string => new Date(ms).toISOString().slice(0, 23);
    return this.get('subscriptions/content', { contentType, startTime: time(startMs), endTime: time(endMs) });
  }

  blob(contentUri: string): Promise<Answer> {
    return this.request('GET', `${contentUri}?PublisherIdentifier=${this.tenant}`);
  }

  /** Asks Entra for a token with exactly this form. */
  askForToken(form: Record<string, string>, tenant = this.tenant): Promise<Answer> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: '' };
    const body = new URLSearchParams(form).toString();
    return this.request('POST', `${this.sandbox.url}/${tenant}/oauth2/v2.0/token`, { body, headers });
  }

  /** The last 7 days in windows of 24 hours, oldest first; a minute short, so that none is too old when it arrives. */
  windows(): { startMs: number; endMs: number }[] {
    const now = this.sandbox.settings.clock();
    return Array.from({ length: 7 }, (_, i) => ({
      startMs: now - (7 - i) * 24 * HOUR_MS + 60_000,
      endMs: now - (6 - i) * 24 * HOUR_MS + (i === 6 ? 1 : 60_000),
    }));
  }

  /** All pages of one window. */
  async listAll(contentType: string, window: { startMs: number; endMs: number }): Promise<ContentItem[]> {
    const items: ContentItem[] = [];
    let answer = await this.list(contentType, window.startMs, window.endMs);
    for (;;) {
      items.push(...contentItems(answer.text));
      const next = answer.headers.nextpageuri;
      if (typeof next !== 'string') return items;
      answer = await this.request('GET', `${next}&PublisherIdentifier=${this.tenant}`);
    }
  }
}
