import type { Health, StreamHealth } from './health.ts';

export interface Readiness {
  readonly ready: boolean;
  readonly output: 'ready' | 'not ready';
  /** Tenants of which nothing works. */
  readonly tenants_failing: readonly string[];
  readonly streams: readonly {
    readonly tenant: string;
    readonly content_type: string;
    readonly last_listed: string | null;
    readonly error: string | null;
  }[];
}

/** When a stream counts as listed lately, and how long a tenant may take to begin; milliseconds. */
export interface Patience {
  readonly freshMs: number;
  readonly beginMs: number;
}

/**
 * Ready: the output is, and each stream was listed lately. A tenant of which nothing works, such as one whose secret has
 * expired or whose requests hang, is told and keeps the others from nothing, as long as one of them works.
 */
export function readiness(health: Health, nowMs: number, { freshMs, beginMs }: Patience): Readiness {
  const isFresh = (one: StreamHealth) => one.lastListedMs !== null && nowMs - one.lastListedMs <= freshMs;
  const isBeginning = ({ lastListedMs, lastError, sinceMs }: StreamHealth) =>
    lastListedMs === null && lastError === null && nowMs - sinceMs <= beginMs;
  const streams = [...health.streams.values()];
  const idle = [...Map.groupBy(streams, ({ stream }) => stream.tenantId)].filter(
    ([, all]) => !all.some(isFresh),
  );
  const failing = idle.filter(([, all]) => !all.every(isBeginning)).map(([tenant]) => tenant);
  const others = streams.filter(({ stream }) => !failing.includes(stream.tenantId));
  const someWork = others.length > 0 || streams.length === 0;
  return {
    ready: health.outputReady && someWork && others.every(isFresh),
    output: health.outputReady ? 'ready' : 'not ready',
    tenants_failing: failing,
    streams: streams.map(({ stream, lastListedMs, lastError }) => ({
      tenant: stream.tenantId,
      content_type: stream.contentType,
      last_listed: lastListedMs === null ? null : new Date(lastListedMs).toISOString(),
      error: lastError,
    })),
  };
}
