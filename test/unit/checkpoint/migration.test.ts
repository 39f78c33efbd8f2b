import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { readCompleteness } from '../../../src/checkpoint/read-completeness.ts';
import { readStatus } from '../../../src/checkpoint/read-status.ts';
import { applicationId, migrations } from '../../../src/checkpoint/schema.ts';
import { openLedger } from '../../../src/checkpoint/sqlite-ledger.ts';
import { CodedError } from '../../../src/lib/coded-error.ts';
import { blob, stream, tenantId } from '../../support/streams.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 7, 10, 12);
const none: ReadonlySet<string> = new Set();

/** A ledger as the first version left it: delivered, pending, failed and lost blobs, dead letters, a gap. */
function firstVersion(): string {
  const path = join(tempFolder(), 'checkpoint.db');
  const database = new DatabaseSync(path);
  database.exec(`${migrations[0]}; PRAGMA application_id = ${applicationId}; PRAGMA user_version = 1`);
  database.exec(`
    INSERT INTO streams (id, tenant_id, content_type, watched_from_ms, listed, delivered, lost, records, indexed,
        duplicates, dead_letters)
      VALUES (1, '${tenantId}', 'Audit.General', ${now - 100 * hour}, 6, 3, 1, 9, 4, 1, 4);
    INSERT INTO blobs (stream_id, content_id, state, content_uri, created_ms, expires_ms, listed_ms, settled_ms,
        attempts, next_attempt_ms, last_error, records, indexed, duplicates, dead_letters) VALUES
      (1, 'done', 'delivered', NULL, ${now - 3 * hour}, ${now}, ${now}, ${now}, 0, 0, NULL, 4, 2, 1, 1),
      -- Lost with its body kept, then delivered after all.
      (1, 'late', 'delivered', NULL, ${now - 3 * hour}, ${now}, ${now}, ${now}, 0, 0, NULL, 2, 2, 0, 0),
      (1, 'open', 'pending', 'https://localhost/open', ${now - 2 * hour}, ${now}, ${now}, NULL, 0, 0, NULL, 0, 0, 0, 0),
      (1, 'cut', 'pending', 'https://localhost/cut', ${now - hour}, ${now}, ${now}, NULL, 2, ${now + 5000}, 'cut', 0, 0, 0, 0),
      (1, 'gone', 'lost', 'https://localhost/gone', ${now - 2 * hour}, ${now}, ${now}, ${now}, 9, 9007199254740991, 'x', 0, 0, 0, 0);
    INSERT INTO dead_letters (stream_id, content_id, record_id, kind, reason, record, kept_ms) VALUES
      (1, 'done', 'r1', 'mapper_parsing_exception', 'no', '{"Id":"r1"}', ${now}),
      (1, 'late', NULL, 'BLOB_NOT_JSON', '4 characters', '[{"é', ${now}),
      (1, 'gone', NULL, 'BLOB_NOT_JSON', '4 characters', '[{"I', ${now}),
      (1, 'forgotten', 'r2', 'mapper_parsing_exception', 'no', '{"Id":"r2"}', ${now - 50 * hour});
    INSERT INTO gaps (stream_id, start_ms, end_ms, cause, blobs, opened_ms)
      VALUES (1, ${now - 2 * hour}, ${now - 2 * hour + 1000}, 'unreadable', 1, ${now});
  `);
  database.close();
  return path;
}

describe('a ledger of the first version', () => {
  it('is brought up to date with everything that it knew, and its sums hold', () => {
    const path = firstVersion();
    const { ledger } = openLedger(path, [stream()], () => now);

    expect(readStatus(path, now)).toMatchObject({
      totals: { listed: 6, delivered: 3, pending: 2, lost: 1, records: 9, dead_letters: 4 },
      gaps: [{ cause: 'unreadable', blobs: 1 }],
    });
    expect(readStatus(path, now).streams[0]?.last_error).toBe('cut');
    const found = readCompleteness(path, now - 100 * hour);
    expect(found.mismatches).toEqual([]);
    expect(found.totals.blobs).toEqual({ listed: 5, delivered: 2, pending: 2, lost: 1 });
    expect(found.totals.records).toMatchObject({ fetched: 9, dead_letters: 4 });
    expect(ledger.dueBlobs([stream()], now, 10, none).map((one) => one.contentUri)).toEqual([
      'https://localhost/open',
    ]);
    expect(ledger.nextAttemptMs([stream()], now)).toBe(now + 5000);
    expect(
      ledger.recordListed(stream(), [blob('done', now - 3 * hour), blob('gone', now - 2 * hour)], now),
    ).toBe(0);
    expect(ledger.dueBlobs([stream()], now, 10, none).map((one) => one.contentId)).toContain('gone');
    expect(ledger.gapChanges(10)).toMatchObject([
      { state: 'open', openedMs: now, gap: { cause: 'unreadable' } },
    ]);
    expect(ledger.deadLetterSpace().usedBytes).toBe(11 + 2 + (5 + 12) + (4 + 12) + 11 + 2);
    ledger.close();
  });

  it('is announced before it is brought up to date, since a large one takes a while; a new one is not', () => {
    const path = firstVersion();
    const told: number[] = [];
    const open = (at: string) =>
      openLedger(
        at,
        [stream()],
        () => now,
        undefined,
        (fromVersion) => {
          const database = new DatabaseSync(at, { readOnly: true });
          told.push(fromVersion, Number(database.prepare('PRAGMA user_version').get()?.user_version));
          database.close();
        },
      ).ledger.close();

    open(path);
    open(path);
    open(join(tempFolder(), 'checkpoint.db'));

    expect(told).toEqual([1, 1]);
  });

  it('is not touched by a reader, which says what to do', () => {
    const path = firstVersion();
    const before = readFileSync(path);

    const read = () => readStatus(path, now);

    expect(read).toThrow(CodedError);
    expect(read).toThrow(expect.objectContaining({ code: 'CHECKPOINT_OLDER' }));
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});
