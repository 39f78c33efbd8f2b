import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { PemPair } from './localhost-certificate.ts';

/** How one implementation of the Management Activity API differs from another. Everything left out is as documented. */
export interface OtherApiTraits {
  readonly host?: '127.0.0.1' | '::1';
  readonly pageSize?: number;
  /** Names of headers are sent as they are written here. */
  readonly nextPageHeader?: string;
  /** The next page as a path on the same host. */
  readonly relativeNextPage?: boolean;
  readonly encoding?: 'gzip' | 'deflate' | 'br';
  readonly byteOrderMark?: boolean;
  /** close: no length, the end of the connection ends the body. http10: the same, as HTTP/1.0, without a Date. */
  readonly framing?: 'length' | 'chunked' | 'close' | 'http10';
  /** The Date header; null: none. */
  readonly date?: string | null;
  /** How times in lists are written. */
  readonly time?: (iso: string) => string;
  /** Changes the members of a listed item. */
  readonly item?: (item: Readonly<Record<string, unknown>>) => object;
  readonly emptyList?: 'array' | 'no_content';
  /** The same contentIds in each content type. */
  readonly sameContentIds?: boolean;
  /** What the list of subscriptions tells of each. */
  readonly subscription?: (contentType: string) => object;
  /** The first answer to every fifth address is a 200 with an error in its body. */
  readonly errorsAs200?: boolean;
  /** The first request of every fifth address is throttled in this way. */
  readonly throttled?: 'single_quotes' | '429';
}

interface StoredBlob {
  readonly contentType: string;
  readonly contentId: string;
  readonly createdMs: number;
  readonly records: readonly object[];
}

export interface OtherApiServer {
  readonly url: string;
  readonly recordIds: readonly string[];
  close(): Promise<void>;
}

const token = 'an-opaque-token-of-another-server';
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const compress = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync } as const;

/** A small server of the API, written from its reference alone, for content types with the same number of blobs. */
export async function startOtherApi(
  tenantId: string,
  contentTypes: readonly string[],
  certificate: PemPair,
  traits: OtherApiTraits,
): Promise<OtherApiServer> {
  const blobs = contentTypes.flatMap((contentType) => contentOf(tenantId, contentType, traits));
  const met = new Set<string>();
  const options = { cert: certificate.certificate, key: certificate.privateKey };
  const server = createServer(options, (request, response) => {
    request.resume().once('end', () => {
      sendAnswer(response, traits, answerTo(request, { contentTypes, blobs, met }, traits));
    });
  });
  const url = await listen(server, traits.host ?? '127.0.0.1');
  return {
    url,
    recordIds: blobs.flatMap(({ records }) =>
      records.map((record) => ('Id' in record ? String(record.Id) : '')),
    ),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: Server, host: string): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  return `https://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}

/** Blobs of the last six days, some of the last hour, two of the same moment. */
function contentOf(tenantId: string, contentType: string, { sameContentIds }: OtherApiTraits): StoredBlob[] {
  const nowMs = Date.now();
  const ages = [
    5 * 60_000,
    5 * 60_000,
    40 * 60_000,
    3 * hourMs,
    26 * hourMs,
    3 * dayMs,
    3 * dayMs,
    6 * dayMs,
  ];
  return ages.map((age, index) => {
    const createdMs = nowMs - age;
    const contentId = `${index}$stand in$${sameContentIds ? 'all' : contentType.toLowerCase()}$äö%2F`;
    const records = Array.from({ length: 4 }, (_, number) => ({
      Id: `${tenantId}-${contentType}-${index}-${number}`,
      CreationTime: new Date(createdMs - hourMs).toISOString().slice(0, 19),
      Operation: 'FileAccessed',
      OrganizationId: tenantId,
      RecordType: 6,
      UserId: 'someone@example.org',
      UserType: 0,
      Workload: 'SharePoint',
    }));
    return { contentType, contentId, createdMs, records };
  });
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface World {
  readonly contentTypes: readonly string[];
  readonly blobs: readonly StoredBlob[];
  /** Addresses that were asked for before. */
  readonly met: Set<string>;
}

const refusal = (status: number, code: string): Answer => {
  return { status, body: JSON.stringify({ error: { code, message: code } }) };
};

function answerTo(request: IncomingMessage, world: World, traits: OtherApiTraits): Answer {
  const { method, headers, url = '/' } = request;
  const asked = new URL(url, `https://${headers.host}`);
  if (asked.pathname.endsWith('/token')) {
    return json({ token_type: 'Bearer', expires_in: 3599, access_token: token });
  }
  if (headers.authorization !== `Bearer ${token}`) return { status: 401, body: '{"Message":"denied"}' };
  const met = world.met.size;
  const first = world.met.add(`${method} ${url}`).size > met;
  const struck = first && met % 5 === 0;
  if (struck && traits.errorsAs200) return { ...refusal(200, 'AF50000') };
  if (struck && traits.throttled !== undefined) return throttledAnswer(traits.throttled);
  const path = asked.pathname.split('/activity/feed/')[1] ?? '';
  if (path === 'subscriptions/list') {
    return json(world.contentTypes.map(traits.subscription ?? enabledSubscription));
  }
  if (path === 'subscriptions/start') return refusal(400, 'AF20024');
  if (path === 'subscriptions/content') return listAnswer(asked, world.blobs, traits);
  const [, kind, contentId = ''] = /^audit\/([^/]+)\/(.+)$/.exec(path) ?? [];
  const blob = world.blobs.find(
    (one) => one.contentType === kind && one.contentId === decodeURIComponent(contentId),
  );
  return blob === undefined ? refusal(404, 'AF20050') : json(blob.records);
}

function json(value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, body: JSON.stringify(value), headers };
}

function enabledSubscription(contentType: string): object {
  return { contentType, status: 'enabled', webhook: null };
}

function listAnswer(asked: URL, blobs: readonly StoredBlob[], traits: OtherApiTraits): Answer {
  // Names of parameters may come in any case.
  const query = new Map([...asked.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  const [startMs = 0, endMs = 0] = ['starttime', 'endtime'].map((name) => Date.parse(`${query.get(name)}Z`));
  const allowed = startMs < endMs && endMs - startMs <= dayMs && startMs >= Date.now() - 7 * dayMs;
  if (!allowed) return refusal(400, 'AF20055');
  const contentType = query.get('contenttype')?.toLowerCase();
  const found = blobs.filter(
    (blob) =>
      blob.contentType.toLowerCase() === contentType && blob.createdMs >= startMs && blob.createdMs < endMs,
  );
  if (found.length === 0 && traits.emptyList === 'no_content') return { status: 204, body: '' };
  const { pageSize = 100, nextPageHeader = 'NextPageUri' } = traits;
  const from = query.has('nextpage') ? Number(atob(query.get('nextpage') ?? '')) : 0;
  const page = found.slice(from, from + pageSize).map((blob) => itemOf(blob, asked, traits));
  const more = from + pageSize < found.length;
  return json(page, more ? { [nextPageHeader]: nextAddress(asked, from + pageSize, traits) } : {});
}

/** Without the publisher identifier, which the client must put there again. */
function nextAddress(asked: URL, from: number, { relativeNextPage }: OtherApiTraits): string {
  const next = new URL(asked);
  next.searchParams.delete('PublisherIdentifier');
  next.searchParams.set('nextPage', btoa(String(from)));
  return relativeNextPage ? next.pathname + next.search : next.href;
}

function itemOf(
  { contentType, contentId, createdMs }: StoredBlob,
  asked: URL,
  traits: OtherApiTraits,
): object {
  const time = (ms: number) => (traits.time ?? String)(new Date(ms).toISOString());
  const root = asked.href.split('/activity/feed/')[0];
  const item = {
    contentUri: `${root}/activity/feed/audit/${contentType}/${encodeURIComponent(contentId)}`,
    contentId,
    contentType,
    contentCreated: time(createdMs),
    contentExpiration: time(createdMs + 7 * dayMs),
  };
  return (traits.item ?? ((same) => same))(item);
}

function throttledAnswer(how: 'single_quotes' | '429'): Answer {
  if (how === '429') return { status: 429, body: '' };
  const message = 'Too many requests. Method=GetBlob, PublisherId=0';
  return { status: 403, body: `{'error':{'code':'AF429','message':'${message}'}}` };
}

function sendAnswer(response: ServerResponse, traits: OtherApiTraits, answer: Answer): void {
  const { status, body: text, headers: more = {} } = answer;
  const { encoding, framing = 'length', date } = traits;
  const plain = Buffer.from(traits.byteOrderMark && text !== '' ? `\uFEFF${text}` : text);
  const packed = encoding !== undefined && text !== '';
  const body = packed ? compress[encoding](plain) : plain;
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    ...(packed ? { 'content-encoding': encoding } : {}),
    ...(framing === 'length' && status !== 204 ? { 'content-length': String(body.length) } : {}),
    ...(typeof date === 'string' ? { date } : {}),
    ...more,
  };
  if (framing === 'http10') {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    response.socket?.end(Buffer.concat([Buffer.from(`HTTP/1.0 ${status} X\r\n${lines.join('')}\r\n`), body]));
    return;
  }
  response.sendDate = date === undefined;
  if (framing === 'close') {
    response.shouldKeepAlive = false;
    response.useChunkedEncodingByDefault = false;
  }
  response.writeHead(status, headers);
  for (let at = 0; at < body.length; at += 1000) response.write(body.subarray(at, at + 1000));
  response.end();
}
