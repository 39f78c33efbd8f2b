import type { DeadLetterSettings } from '../checkpoint/dead-letter-rows.ts';
import type { Config } from '../config/config.ts';
import { mappingVersion } from '../mapping/mapping-version.ts';

/** How the ledger keeps dead letters. */
export function ledgerSettings({ checkpoint }: Config): DeadLetterSettings {
  return { limitBytes: checkpoint.dead_letter_limit, version: mappingVersion() };
}
