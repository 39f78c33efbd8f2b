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

/**
 * Ready: the output is, and each stream was listed within `freshMs`. A tenant of which nothing works, such as one whose
 * secret has expired, is told and keeps the others from nothing, as long as any of them works.
 */
export function readiness(health: Health, nowMs: number, freshMs: number): Readiness {
  const isFresh = (one: StreamHealth) => one.lastListedMs !== null && nowMs - one.lastListedMs <= freshMs;
  const streams = [...health.streams.values()];
  const byTenant = [...Map.groupBy(streams, ({ stream }) => stream.tenantId)];
  const isFailing = (all: readonly StreamHealth[]) =>
    all.every((one) => !isFresh(one) && one.lastError !== null);
  const failing = byTenant.filter(([, all]) => isFailing(all)).map(([tenant]) => tenant);
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
