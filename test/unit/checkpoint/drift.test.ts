import { describe, expect, it } from 'vitest';
import { readStatus } from '../../../src/checkpoint/read-status.ts';
import { emptyLedger } from '../../support/ledger.ts';

const now = Date.UTC(2026, 7, 10, 12);
const field = (name: string, count = 1) => ({ kind: 'field', name, count }) as const;

describe('drift', () => {
  it('is counted by name, with when it was first and last seen, and is news once', () => {
    const { ledger, path, open } = emptyLedger({ nowMs: now });
    const type = { kind: 'record_type', name: '999', count: 2 } as const;

    expect(ledger.recordDrift([type, field('New', 3)], now)).toEqual([
      { kind: 'record_type', name: '999' },
      { kind: 'field', name: 'New' },
    ]);
    ledger.close();
    const again = open().ledger;
    expect(again.recordDrift([field('New', 4)], now + 60_000)).toEqual([]);

    expect(readStatus(path, now).drift).toEqual([
      {
        kind: 'field',
        name: 'New',
        count: 7,
        first_seen: '2026-08-10T12:00:00.000Z',
        last_seen: '2026-08-10T12:01:00.000Z',
      },
      expect.objectContaining({ kind: 'record_type', name: '999', count: 2 }),
    ]);
    again.close();
  });

  it('keeps a bounded number of names of each kind, and counts the others together', () => {
    const { ledger, path } = emptyLedger({ nowMs: now });
    const many = Array.from({ length: 2500 }, (_, index) => field(`F${index}`));

    expect(ledger.recordDrift(many, now)).toHaveLength(2000);
    expect(ledger.recordDrift([field('F2400', 5), field('F3', 5)], now)).toEqual([]);
    expect(ledger.recordDrift([{ kind: 'workload', name: 'W', count: 1 }], now)).toHaveLength(1);

    const { drift } = readStatus(path, now);
    expect(drift).toHaveLength(2002);
    expect(drift[0]).toMatchObject({ name: '*', count: 505 });
    expect(drift[1]).toMatchObject({ name: 'F3', count: 6 });
    ledger.close();
  });
});
