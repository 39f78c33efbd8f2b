import { ByteGate } from './byte-gate.ts';
import type { SendRequest } from './http-request.ts';

/** The same way to send, with so many requests under way at a time; the others wait in the order of asking. */
export function atMost(requests: number, send: SendRequest): SendRequest {
  const gate = new ByteGate(requests);
  return async (request) => {
    const place = await gate.enter(1, request.signal);
    try {
      return await send(request);
    } finally {
      place.leave();
    }
  };
}
