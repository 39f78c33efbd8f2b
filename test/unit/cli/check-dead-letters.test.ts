import { describe, expect, it } from 'vitest';
import { checkDeadLetters } from '../../../src/cli/check/check-dead-letters.ts';
import { deadLetter, emptyLedger, noRecords, pendingBlob } from '../../support/ledger.ts';
import { blob, stream } from '../../support/streams.ts';
import { MINIMAL, parse } from '../config/config-text.ts';

const now = Date.UTC(2026, 7, 10, 12);

function configFor(path: string) {
  return parse(`${MINIMAL}checkpoint: { path: ${path}, dead_letter_limit: 1MiB }\n`);
}

/** A checkpoint whose dead letters take that many bytes. */
function checkpointWith(bytes: number): string {
  const { ledger, path } = emptyLedger({ nowMs: now });
  ledger.recordListed(stream(), [blob('a', now)], now);
  const counts = { ...noRecords, records: 1, deadLetters: 1 };
  const letter = deadLetter('1', { record: 'x'.repeat(bytes - 1), reason: 'y' });
  ledger.recordDelivered(pendingBlob('a', now), counts, [letter], now);
  ledger.close();
  return path;
}

describe('check of the room for dead letters', () => {
  it.each([
    [1000, 'ok', undefined],
    [900 * 1024, 'warning', 'CHECKPOINT_DEAD_LETTERS_FILLING'],
    [1024 * 1024, 'failed', 'CHECKPOINT_DEAD_LETTERS_FULL'],
  ])('finds %d bytes of 1 MiB %s', (bytes, status, code) => {
    const [verdict] = checkDeadLetters(configFor(checkpointWith(bytes)), now);

    expect([verdict?.status, verdict?.code]).toEqual([status, code]);
    expect(verdict?.message).toMatch(/[\d,]+ (bytes|KiB|MiB) of 1 MiB are taken/);
  });

  it('says nothing where there is no checkpoint yet', () => {
    expect(checkDeadLetters(configFor('/nowhere/checkpoint.db'), now)).toEqual([]);
  });
});
