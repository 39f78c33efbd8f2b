import https from 'node:https';
import { DEFAULT_SETTINGS } from '../sandbox/microsoft/options.ts';
import { isJsonObject } from '../src/lib/json-object.ts';
import type { BenchSandbox } from './bench-sandbox.ts';

export interface Drained {
  readonly seconds: number;
  readonly blobs: number;
  /** Of the bodies, as they were sent. */
  readonly bytes: number;
}

const parallel = 16;
const hourMs = 3_600_000;
const marginMs = 5 * 60_000;

type Send = (url: string, form?: string) => Promise<{ body: Buffer; next: string | undefined }>;

/** A plain client: lists seven days, fetches each blob and drops it. What the sandbox can serve at most. */
export async function drain(sandbox: BenchSandbox): Promise<Drained> {
  const agent = new https.Agent({ keepAlive: true, maxSockets: parallel, ca: sandbox.ca });
  try {
    const startedMs = performance.now();
    const send = sender(agent, await tokenOf(sandbox, sender(agent)));
    const uris = await listAll(sandbox, send);
    const blobs = uris.length;
    let bytes = 0;
    const worker = async () => {
      for (let uri = uris.pop(); uri !== undefined; uri = uris.pop()) {
        const { body } = await send(uri);
        bytes += body.length;
      }
    };
    await Promise.all(Array.from({ length: parallel }, worker));
    return { seconds: (performance.now() - startedMs) / 1000, blobs, bytes };
  } finally {
    agent.destroy();
  }
}

async function listAll({ url, tenantId, contentTypes }: BenchSandbox, send: Send): Promise<string[]> {
  const uris: string[] = [];
  const nowMs = Date.now();
  for (const contentType of contentTypes) {
    for (let day = 7; day > 0; day -= 1) {
      const startMs = nowMs - day * 24 * hourMs + (day === 7 ? marginMs : 0);
      const endMs = nowMs - (day - 1) * 24 * hourMs;
      const [startTime, endTime] = [startMs, endMs].map((ms) => new Date(ms).toISOString().slice(0, 19));
      const query = new URLSearchParams({ contentType, startTime: `${startTime}`, endTime: `${endTime}` });
      let next: string | undefined =
        `${url}/api/v1.0/${tenantId}/activity/feed/subscriptions/content?${query}`;
      while (next !== undefined) {
        const answer: Awaited<ReturnType<Send>> = await send(next);
        const page: unknown = JSON.parse(answer.body.toString());
        for (const blob of Array.isArray(page) ? page : []) {
          if (isJsonObject(blob)) uris.push(String(blob.contentUri));
        }
        next = answer.next;
      }
    }
  }
  return uris;
}

async function tokenOf({ url, tenantId }: BenchSandbox, send: Send): Promise<string> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: DEFAULT_SETTINGS.clientId,
    client_secret: DEFAULT_SETTINGS.clientSecret,
    scope: 'https://manage.office.com/.default',
  });
  const { body } = await send(`${url}/${tenantId}/oauth2/v2.0/token`, form.toString());
  const answer: unknown = JSON.parse(body.toString());
  return String(isJsonObject(answer) ? answer.access_token : '');
}

function sender(agent: https.Agent, token = ''): Send {
  return async (url, form) => {
    const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<Send>>>();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const headers = form === undefined ? { authorization: `Bearer ${token}` } : type;
    const method = form === undefined ? 'GET' : 'POST';
    const request = https.request(url, { agent, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        if (response.statusCode !== 200) reject(new Error(`${response.statusCode} ${body.toString()}`));
        else resolve({ body, next: response.headers.nextpageuri?.toString() });
      });
    });
    request.on('error', reject).end(form);
    return await promise;
  };
}
