import { openLedger } from '../checkpoint/sqlite-ledger.ts';
import type { Ledger } from '../model/ledger.ts';
import { ledgerSettings } from './ledger-settings.ts';
import { isNamedByGuid } from './resolve-tenant.ts';
import type { Run } from './run.ts';
import { streamsOf } from './streams.ts';
import type { PlacedTenant } from './tenant-run.ts';

/**
 * The ledger with the streams that are known from the start. It is refused as another configuration's only where all
 * tenants are known: one that comes later may be the one that it knows.
 */
export function openRunLedger(run: Run, placed: readonly PlacedTenant[]): Ledger {
  const { config, clock, logger } = run;
  const tenants = placed.map(({ tenant }) => tenant);
  const isWhole = config.tenants_dir === undefined && tenants.every(isNamedByGuid);
  const streams = isWhole ? tenants.flatMap(streamsOf) : [];
  const { path } = config.checkpoint;
  const { ledger, setAside, foundEmpty } = openLedger(
    path,
    streams,
    clock,
    ledgerSettings(config),
    (fromVersion) =>
      logger.info(
        { path, from_version: fromVersion },
        'bringing the checkpoint of an earlier version up to date',
      ),
  );
  if (!isWhole) ledger.claim(tenants.filter(isNamedByGuid).flatMap(streamsOf), false);
  if (setAside !== null) {
    logger.error(
      { set_aside: setAside },
      'the checkpoint was damaged; it is rebuilt from what the API still holds',
    );
  }
  if (foundEmpty) {
    logger.warn(
      { path },
      'the checkpoint is empty or gone though one was begun here before; it is rebuilt from what the API still holds',
    );
  }
  return ledger;
}
