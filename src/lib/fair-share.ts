import { addAbortListener } from 'node:events';
import { ByteGate, type Place } from './byte-gate.ts';
import type { SendRequest } from './http-request.ts';

export interface Places {
  /** Requests under way that all senders have together, beside their own. */
  readonly common: number;
  /** Requests under way that each sender has for itself: however many others hang, it goes on with these. */
  readonly own: number;
}

/** Ways to send over the same connections, as many as are asked for; what finds no place waits in the order of asking. */
export function fairShares({ common, own }: Places, send: SendRequest): () => SendRequest {
  const shared = new ByteGate(common);
  return () => {
    const gates = [new ByteGate(own), shared];
    return async (request) => {
      const place = await enterFirst(gates, request.signal);
      try {
        return await send(request);
      } finally {
        place.leave();
      }
    };
  };
}

/** Enters the first of the gates that has room, and no other. */
async function enterFirst(gates: readonly ByteGate[], signal: AbortSignal): Promise<Place> {
  signal.throwIfAborted();
  for (const gate of gates) {
    const place = gate.tryEnter(1);
    if (place !== null) return place;
  }
  const waiting = new AbortController();
  using _listener = addAbortListener(signal, () => waiting.abort(signal.reason));
  const asked = gates.map((gate) => gate.enter(1, waiting.signal));
  try {
    const place = await Promise.race(asked);
    for (const one of asked) one.then((other) => other !== place && other.leave()).catch(() => undefined);
    return place;
  } finally {
    waiting.abort('entered');
  }
}
