import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Sleep } from '../../../src/lib/abortable-sleep.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import type { RequestLog } from '../request-log.ts';
import { deliver } from './deliver.ts';
import { type Exchange, readExchange } from './exchange.ts';
import { jsonReply, type Reply } from './reply.ts';
import { type Route, type Routed, route } from './router.ts';

export interface ServeOptions {
  readonly routes: readonly Route[];
  readonly log: RequestLog;
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** Added to every answer. */
  readonly latencyMs: number;
  readonly gzip: boolean;
  /** How far the Date header is off now, milliseconds. */
  readonly skewMs: () => number;
  /** Aborts when the sandbox closes. */
  readonly signal: AbortSignal;
}

/** Aborts when the connection of the response closes. */
function whileConnected(response: ServerResponse, outer: AbortSignal): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => controller.abort(new Error('the client has gone')));
  return AbortSignal.any([outer, controller.signal]);
}

function logWhenOver(
  options: ServeOptions,
  exchange: Exchange,
  { operation, reply }: Routed,
  response: ServerResponse,
): void {
  response.once('close', () => {
    const { at, method, path, target } = exchange;
    const query = target.split('?', 2)[1] ?? '';
    const status = response.headersSent ? reply.status : 0;
    const complete = response.writableFinished;
    options.log.add({ at, operation, method, path, query, status, code: reply.code, complete });
  });
}

async function answer(
  options: ServeOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const exchange = await readExchange(request, options.clock());
  const routed = await route(options.routes, exchange).catch(
    (): Routed => ({ operation: 'unknown', reply: broken() }),
  );
  logWhenOver(options, exchange, routed, response);
  await deliver(response, routed.reply, {
    latencyMs: options.latencyMs,
    gzip: options.gzip && /\bgzip\b/.test(String(request.headers['accept-encoding'])),
    date: new Date(options.clock() + options.skewMs()),
    sleep: options.sleep,
    signal: whileConnected(response, options.signal),
  });
}

/** What the sandbox itself got wrong. */
function broken(): Reply {
  return jsonReply(500, {
    Message: 'The sandbox failed; this is an error of the sandbox, not a scripted one.',
  });
}

/** Answers requests by the routes. A client that goes away in between is no error. */
export function requestHandler(
  options: ServeOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(options, request, response).catch(() => response.destroy());
  };
}
