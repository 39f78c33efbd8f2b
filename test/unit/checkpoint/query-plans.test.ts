import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createBlobSums } from '../../../src/checkpoint/blob-counts.ts';
import { createDeadLetterRows } from '../../../src/checkpoint/dead-letter-rows.ts';
import { createForgottenBlobs } from '../../../src/checkpoint/forgotten-blobs.ts';
import { createGapOutbox } from '../../../src/checkpoint/gap-outbox.ts';
import { createGapRows } from '../../../src/checkpoint/gap-rows.ts';
import { createHeldLetters } from '../../../src/checkpoint/held-letters.ts';
import { createLedgerStore } from '../../../src/checkpoint/ledger-store.ts';
import { createListingProgress } from '../../../src/checkpoint/listing-progress.ts';
import { createReplayedLetters } from '../../../src/checkpoint/replayed-letters.ts';
import { migrations } from '../../../src/checkpoint/schema.ts';
import { createSettledBlobs } from '../../../src/checkpoint/settled-blobs.ts';
import { createUndeliveredBlobs } from '../../../src/checkpoint/undelivered-blobs.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** Remembers what was prepared. */
class Watched extends DatabaseSync {
  readonly statements: string[] = [];

  override prepare(sql: string): StatementSync {
    this.statements.push(sql);
    return super.prepare(sql);
  }
}

/** Every statement that the running daemon's ledger prepares. */
function statementsOfLedger(database: Watched): readonly string[] {
  const store = createLedgerStore(database, 'unused');
  const sums = createBlobSums(store);
  const gaps = createGapRows(store);
  const settings = { limitBytes: 1, version: '' };
  const deadLetters = createDeadLetterRows(store, createHeldLetters(store), settings);
  const parts = { sums, gaps, deadLetters };
  createListingProgress(store, gaps);
  createUndeliveredBlobs(store, sums);
  createSettledBlobs(store, parts);
  createForgottenBlobs(store);
  createReplayedLetters(store, parts);
  createGapOutbox(store);
  return [...database.statements];
}

describe('the statements of the ledger', () => {
  it('go through no long table from end to end: with thousands of streams each has millions of rows', () => {
    const database = new Watched(join(tempFolder(), 'checkpoint.db'));
    onTestFinished(() => database.close());
    database.exec(migrations.join(';'));
    const statements = statementsOfLedger(database);
    expect(statements.length).toBeGreaterThan(40);

    const scans = statements.flatMap((sql) => {
      const empty = Array.from({ length: sql.split('?').length - 1 }, () => null);
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...empty);
      const steps = plan.map(({ detail }) => String(detail));
      return steps.filter((step) => /^SCAN (blobs|b|undelivered|u|hours|h|dead_letters)\b/.test(step));
    });

    expect(scans).toEqual([]);
  });
});
