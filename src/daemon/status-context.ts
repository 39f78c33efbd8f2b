import type { StatusContext } from '../checkpoint/read-status.ts';
import type { Config } from '../config/config.ts';
import { streamsOf } from './streams.ts';

/** What a reader of the ledger needs to know of the configuration. */
export function statusContext(config: Pick<Config, 'tenants' | 'checkpoint'>): StatusContext {
  return {
    streams: config.tenants.flatMap(streamsOf),
    deadLetterLimitBytes: config.checkpoint.dead_letter_limit,
  };
}
