import { addAbortListener } from 'node:events';
import got, { ReadError, RequestError } from 'got';
import { createAgents } from './connection-agents.ts';
import type { Network } from './network.ts';
import { NetworkFailure, networkFailureReason } from './network-failure.ts';
import { type ReceivedAnswer, receiveAnswer } from './receive-answer.ts';
import { plainTlsText } from './tls-text.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /**
   * For bodies that may be large: told again and again how many bytes the body takes in memory, or will take as far as
   * that is known, and may throw to cancel the request, which then rejects with that. A large body is held compressed;
   * what is wrong with the compression that it came with shows when it is read.
   */
  readonly onReceived?: ((bytes: number) => void) | undefined;
}

/** Sends one request once: no retry, no redirect. Rejects with a NetworkFailure, or with the signal's reason. */
export type SendRequest = (request: HttpRequest) => Promise<ReceivedAnswer>;

export interface HttpClientOptions {
  /** Longest silence in any phase of a request; the whole request may take ten times as long. */
  readonly timeoutMs: number;
  /** Connections per host; some are kept alive. */
  readonly maxSockets: number;
  readonly network: Network;
}

export function createHttpClient(options: HttpClientOptions): SendRequest {
  const { timeoutMs, maxSockets, network } = options;
  const agentFor = createAgents(network, { maxSockets, timeoutMs });
  const client = got.extend({
    isStream: true,
    decompress: false,
    throwHttpErrors: false,
    followRedirect: false,
    retry: { limit: 0 },
    timeout: { ...phases(timeoutMs), request: 10 * timeoutMs },
    headers: { 'user-agent': 'm365-audit', accept: 'application/json', 'accept-encoding': 'gzip' },
  });
  return async ({ method, url, headers, body = '', signal, onReceived }) => {
    signal.throwIfAborted();
    const payload = method === 'POST' ? { body } : {};
    // As text, got would look through it character by character.
    const address = new URL(url);
    const agent = agentFor(address);
    // got leaves its listener on the signal when a request has ended, and with it the whole request; ours live for days.
    const own = new AbortController();
    using _listener = addAbortListener(signal, () => own.abort(signal.reason));
    const sent = { method, headers: { ...headers }, signal: own.signal, agent, ...payload };
    const request = client.stream(address, sent);
    // An abort at the moment when the answer ends would be an error that nobody hears, which ends the process.
    request.on('error', () => undefined);
    try {
      return await receiveAnswer(request, onReceived);
    } catch (error) {
      throw signal.aborted ? signal.reason : withoutRequest(error);
    }
  };
}

function phases(ms: number) {
  return { lookup: ms, connect: ms, secureConnect: ms, socket: ms, send: ms, response: ms };
}

/** got's errors carry the request's headers and so the token: only their code and text leave this file. */
function withoutRequest(error: unknown): unknown {
  if (!(error instanceof RequestError)) return error;
  const reason = networkFailureReason(error.code, error instanceof ReadError);
  return new NetworkFailure(reason, plainTlsText(`${error.code}: ${error.message}`));
}
