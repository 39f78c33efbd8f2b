import type { DriftCount, Ledger } from '../model/ledger.ts';
import type { LedgerStore } from './ledger-store.ts';

/** Names kept of each kind. Whoever writes records chooses the names of their fields, so there may be no end to them. */
const namesPerKind = 2000;
/** Counts what came when there was no room for more names. */
const others = '*';

type DriftRows = Pick<Ledger, 'recordDrift'>;

/** What the mapping does not know yet, with when it was first and last seen. */
export function createDriftRows(store: LedgerStore): DriftRows {
  const { database } = store;
  const count = database.prepare(
    'UPDATE drift SET count = count + ?, last_seen_ms = max(last_seen_ms, ?) WHERE kind = ? AND name = ?',
  );
  const add = database.prepare(
    'INSERT INTO drift (kind, name, count, first_seen_ms, last_seen_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const names = database.prepare('SELECT count(*) AS names FROM drift WHERE kind = ?');
  const saw = (seen: DriftCount, nowMs: number): boolean => {
    if (Number(count.run(seen.count, nowMs, seen.kind, seen.name).changes) > 0) return false;
    const isFull = Number(names.get(seen.kind)?.names) >= namesPerKind;
    if (isFull && seen.name !== others) {
      saw({ ...seen, name: others }, nowMs);
      return false;
    }
    add.run(seen.kind, seen.name, seen.count, nowMs, nowMs);
    return true;
  };
  return {
    recordDrift: (counts, nowMs) =>
      store.change(() => counts.filter((seen) => saw(seen, nowMs)).map(({ kind, name }) => ({ kind, name }))),
  };
}
