import { describe, expect, it } from 'vitest';
import { replayText } from '../../../src/cli/replay.ts';
import { driftText } from '../../../src/cli/status/drift-text.ts';

const outcome = {
  taken: 5,
  mapped: 4,
  indexed: 2,
  duplicates: 1,
  filtered: 1,
  rejected: 1,
  reasons: { document_parsing_exception: 1 },
};

describe('a replay for people', () => {
  it('tells what became of the dead letters, and why some stay', () => {
    expect(replayText(outcome, false).split('\n')).toEqual([
      '5 dead letters replayed.',
      'indexed: 2',
      'there already: 1',
      'left out by the filters: 1',
      'stay dead letters: 1',
      '  document_parsing_exception: 1',
      '',
    ]);
  });

  it('tells what would become of them', () => {
    expect(replayText(outcome, true)).toContain('nothing was changed.\nwould be written: 4');
    expect(replayText({ ...outcome, taken: 0 }, true)).toBe('No dead letters to replay.\n');
  });
});

describe('drift for people', () => {
  it('is a table, and what each kind in it means', () => {
    const seen = { first_seen: '2026-08-01T00:00:00.000Z', last_seen: '2026-08-02T00:00:00.000Z' };
    const text = driftText([
      { kind: 'record_type', name: '999', count: 1200, ...seen },
      { kind: 'record_type', name: '*', count: 3, ...seen },
    ]);

    expect(text).toMatch(/^record_type +999 +1,200 +2026-08-01\S+ +2026-08-02\S+$/m);
    expect(text).toContain('* (names that may be data, or too many)');
    expect(text).toContain('- record_type: ');
    expect(text).not.toContain('- workload: ');
  });

  it('says so when there is none', () => {
    expect(driftText([])).toContain('No drift');
  });
});
