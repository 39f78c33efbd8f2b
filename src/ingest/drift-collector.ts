import type { Clock } from '../lib/clock.ts';
import type { DriftKind, DriftListener } from '../model/drift.ts';
import type { DriftCount, Ledger } from '../model/ledger.ts';
import type { IngestEvents } from '../telemetry/events.ts';

export interface DriftCollector {
  /** To be called by the mapping for each thing that it does not know; cheap. */
  readonly onDrift: DriftListener;
  /** Hands the counts to the ledger. When that fails they are kept for the next time. */
  flush(): void;
}

/** Names in memory between two flushes; what comes beyond is counted as one. */
const maxNames = 5000;
/** Characters of a name that are kept: a field can have any name. */
const maxNameLength = 200;
const others = '*';

/** Counts in memory what the mapping does not know, so that a record costs no write of the ledger. */
export function createDriftCollector(parts: {
  readonly ledger: Pick<Ledger, 'recordDrift'>;
  readonly events: Pick<IngestEvents, 'driftSeen'>;
  readonly clock: Clock;
}): DriftCollector {
  const { ledger, events, clock } = parts;
  const counts = new Map<string, DriftCount>();
  const add = (kind: DriftKind, name: string): void => {
    const isFull = counts.size >= maxNames && !counts.has(`${kind} ${name}`);
    const counted = isFull ? others : name;
    const key = `${kind} ${counted}`;
    counts.set(key, { kind, name: counted, count: (counts.get(key)?.count ?? 0) + 1 });
  };
  return {
    onDrift: (kind, name) => add(kind, name.slice(0, maxNameLength).toWellFormed()),
    flush() {
      if (counts.size === 0) return;
      const seen = [...counts.values()];
      const first = new Set(ledger.recordDrift(seen, clock()).map(({ kind, name }) => `${kind} ${name}`));
      counts.clear();
      for (const one of seen) events.driftSeen({ ...one, first: first.has(`${one.kind} ${one.name}`) });
    },
  };
}
