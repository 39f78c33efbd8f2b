import type { FaultPlan } from '../faults/fault-plan.ts';
import type { FaultName } from '../faults/fault-table.ts';
import { htmlReply, jsonReply, type Reply } from '../http/reply.ts';
import { apiError, isApiErrorCode } from './api-error.ts';

/** The answer that a fault puts in the place of the good one; `good` is what would have been sent. */
export interface FaultReply {
  readonly name: FaultName;
  readonly reply: (good: Reply, value: string | number | undefined) => Reply;
}

const THROTTLED = ['Throttled', '00000000-0000-0000-0000-000000000000'] as const;

/** 429 with Retry-After. */
export function throttled(_good: Reply, value: string | number | undefined): Reply {
  const reply = apiError('AF429', ...THROTTLED);
  return { ...reply, status: 429, headers: { ...reply.headers, 'retry-after': String(value) } };
}

/** AF429 in a 403, as the service sends it. */
export function af429(): Reply {
  return apiError('AF429', ...THROTTLED);
}

/** Any code of the API. */
export function coded(_good: Reply, value: string | number | undefined): Reply {
  const code = String(value);
  return apiError(isApiErrorCode(code) ? code : 'AF50000', '');
}

export function unavailable(): Reply {
  return htmlReply(503);
}

/** 503 with Retry-After. */
export function busy(_good: Reply, value: string | number | undefined): Reply {
  const reply = htmlReply(503);
  return { ...reply, headers: { ...reply.headers, 'retry-after': String(value) } };
}

/** A page for people where data should be, as a sign-in or a proxy puts it there. */
export function pageOfHtml(): Reply {
  return htmlReply(200);
}

export function emptyBody(): Reply {
  return jsonReply(200, '');
}

export function invalidJson(): Reply {
  return jsonReply(200, '[{"CreationTime":"2026-01-01T00:00:00","Id":');
}

/** The same answer, but it never arrives whole; nothing counts as delivered. */
export function spoiled(delivery: 'cut' | 'cut-chunked' | 'reset' | 'stall'): (good: Reply) => Reply {
  return ({ status, headers, body }) => ({ status, headers: headers ?? {}, body, delivery });
}

/** The first fault of the list that strikes, as a change of the good answer; undefined when none does. */
export function firstFault(
  faults: FaultPlan,
  candidates: readonly FaultReply[],
  key: string,
  alias?: string,
): ((good: Reply) => Reply) | undefined {
  for (const { name, reply } of candidates) {
    const strike = faults.strike(name, key, alias);
    if (strike !== undefined) return (good) => reply(good, strike.value);
  }
  return undefined;
}
