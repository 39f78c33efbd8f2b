import type { Exchange } from './exchange.ts';
import { jsonReply, type Reply } from './reply.ts';

/** One operation of the outside world: which requests it takes, and its answer. */
export interface Route {
  /** The name under which requests are logged and counted. */
  readonly operation: string;
  readonly method: 'GET' | 'POST';
  /** Matches the whole path; its named groups become the parameters. */
  readonly pattern: RegExp;
  readonly handle: (exchange: Exchange, params: Readonly<Record<string, string>>) => Reply | Promise<Reply>;
}

/** An answer, and what was asked. */
export interface Routed {
  readonly operation: string;
  readonly reply: Reply;
}

function noSuchResource(exchange: Exchange): Routed {
  const message = `No HTTP resource was found that matches the request URI '${exchange.base}${exchange.path}'.`;
  return { operation: 'unknown', reply: jsonReply(404, { Message: message }) };
}

/** Finds the route of a request and asks it for an answer. */
export async function route(routes: readonly Route[], exchange: Exchange): Promise<Routed> {
  for (const candidate of routes) {
    const match = candidate.pattern.exec(exchange.path);
    if (match === null || candidate.method !== exchange.method) continue;
    const reply = await candidate.handle(exchange, match.groups ?? {});
    return { operation: candidate.operation, reply };
  }
  return noSuchResource(exchange);
}
