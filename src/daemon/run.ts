import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { TenantFiles } from '../config/tenant-files.ts';
import type { Clock } from '../lib/clock.ts';
import type { SendRequest } from '../lib/http-request.ts';
import type { Health } from './health.ts';
import type { Networks } from './networks.ts';
import type { StopControl } from './stop-control.ts';
import type { Telemetry } from './telemetry.ts';
import type { TenantRoster } from './tenant-roster.ts';

/** What the parts of one run share. */
export interface Run {
  readonly config: Config;
  readonly logger: Logger;
  readonly clock: Clock;
  /** One complete pass over the lookback, then end; else until stopped. */
  readonly once: boolean;
  readonly stop: Pick<StopControl, 'stopping' | 'abort'>;
  readonly health: Health;
  readonly roster: TenantRoster;
  /** The files of `tenants_dir`; null where there is none. */
  readonly tenantFiles: TenantFiles | null;
  readonly telemetry: Telemetry;
  readonly networks: Networks;
  /** The way of one more tenant to the Management API; they share one HTTP client. */
  readonly newSender: () => SendRequest;
  /** The same for the login hosts. */
  readonly sendLogin: SendRequest;
}

/** What opening an output needs of a run. */
export type OutputRun = Omit<Run, 'roster' | 'tenantFiles' | 'newSender' | 'sendLogin'>;
