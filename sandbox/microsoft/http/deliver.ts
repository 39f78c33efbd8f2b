import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Sleep } from '../../../src/lib/abortable-sleep.ts';
import type { Reply } from './reply.ts';

/** How answers go out, besides what each one says for itself. */
export interface Delivery {
  readonly latencyMs: number;
  /** The client accepts gzip and the sandbox is to use it. */
  readonly gzip: boolean;
  /** What the Date header says. */
  readonly date: Date;
  readonly sleep: Sleep;
  /** Aborts when the client has gone or the sandbox closes. */
  readonly signal: AbortSignal;
}

const DRIPS = 8;

/** Sends an answer. Rejects with the signal's reason when it aborts. */
export async function deliver(response: ServerResponse, reply: Reply, how: Delivery): Promise<void> {
  if (how.latencyMs > 0) await how.sleep(how.latencyMs, how.signal);
  if (reply.delivery === 'stall') return;
  if (reply.delivery === 'reset') {
    response.destroy();
    return;
  }
  const plain = Buffer.isBuffer(reply.body) ? reply.body : Buffer.from(reply.body);
  const zipped = how.gzip && plain.length > 0;
  const body = zipped ? gzipSync(plain, { level: 1 }) : plain;
  response.statusCode = reply.status;
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (zipped) response.setHeader('content-encoding', 'gzip');
  response.setHeader('date', how.date.toUTCString());
  if (reply.delivery !== 'cut-chunked') response.setHeader('content-length', body.length);
  if (reply.onDelivered !== undefined) response.once('finish', reply.onDelivered);
  if (reply.delivery === 'cut' || reply.delivery === 'cut-chunked') await cut(response, body);
  else if (reply.delivery === 'drip') await drip(response, body, reply.pauseMs ?? 0, how);
  else response.end(body);
}

async function cut(response: ServerResponse, body: Buffer): Promise<void> {
  const half = body.subarray(0, Math.floor(body.length / 2));
  await new Promise<void>((resolve) => response.write(half, () => resolve()));
  response.destroy();
}

async function drip(response: ServerResponse, body: Buffer, pauseMs: number, how: Delivery): Promise<void> {
  const size = Math.max(1, Math.ceil(body.length / DRIPS));
  for (let at = 0; at < body.length; at += size) {
    response.write(body.subarray(at, at + size));
    await how.sleep(pauseMs, how.signal);
  }
  response.end();
}
