import { readStatus } from '../checkpoint/read-status.ts';
import { idleMs } from './health.ts';
import { type Endpoint, type HttpEndpoints, json, serveEndpoints } from './http-endpoints.ts';
import { readiness } from './readiness.ts';
import type { Run } from './run.ts';
import { statusContext } from './status-context.ts';
import { wholeStatus } from './whole-status.ts';

/** How long nothing at all may move before the daemon calls itself stuck. */
const leastStuckMs = 15 * 60_000;

/**
 * Opens the endpoints that are configured; null where they are switched off.
 * One pass goes on without them: it is often started beside a daemon that has the address already.
 * @throws CodedError HTTP_CANNOT_LISTEN
 */
export async function listenForOperators(run: Run): Promise<HttpEndpoints | null> {
  const { http } = run.config;
  if (http === false) return null;
  try {
    const endpoints = await serveEndpoints(http.listen, operatorEndpoints(run));
    run.logger.info({ address: endpoints.address }, 'listening for /livez, /readyz, /metrics and /status');
    return endpoints;
  } catch (error) {
    if (!run.once) throw error;
    run.logger.warn({ err: error }, 'going on without HTTP endpoints');
    return null;
  }
}

function operatorEndpoints(run: Run): Readonly<Record<string, Endpoint>> {
  const { config, roster, health, clock, telemetry, tenantFiles } = run;
  const patienceMs = Math.max(leastStuckMs, 3 * config.polling.interval);
  const atPresent = () => ({ ...config, tenants: roster.tenants() });
  const problems = () => tenantFiles?.problems ?? [];
  return {
    '/livez': () => {
      const idle = idleMs(health, clock());
      const live = idle <= patienceMs;
      return json(live ? 200 : 503, { live, idle_seconds: Math.round(idle / 1000) });
    },
    '/readyz': () => {
      const found = readiness(health, clock(), { freshMs: patienceMs, beginMs: 2 * config.polling.interval });
      return json(found.ready ? 200 : 503, found);
    },
    '/metrics': async () => {
      const known = readStatus(config.checkpoint.path, clock(), statusContext(atPresent(), problems()));
      return { status: 200, ...(await telemetry.exposition(known)) };
    },
    '/status': () => json(200, wholeStatus(atPresent(), problems(), clock())),
  };
}
