import { describe, expect, it } from 'vitest';
import type { LedgerStatus } from '../../../src/checkpoint/read-status.ts';
import { statusText } from '../../../src/cli/status.ts';

const counts = {
  listed: 12,
  delivered: 10,
  pending: 1,
  lost: 1,
  dead_letters: 0,
  records: 1234,
  indexed: 1200,
  duplicates: 34,
  filtered: 0,
};
const stream = {
  tenant: 't',
  content_type: 'Audit.General',
  ...counts,
  lag_seconds: 90,
  last_error: null,
  configured: true,
};

function status(change: Partial<LedgerStatus>): LedgerStatus {
  const dead_letter_room = { used_bytes: 0, limit_bytes: 1024 ** 3, state: 'ok' } as const;
  return {
    streams: [stream],
    totals: counts,
    gaps: [],
    gaps_closed: 0,
    dead_letter_room,
    drift: [],
    ...change,
  };
}

describe('the status for people', () => {
  it('is one line a stream and one for the total, numbers aligned', () => {
    const lines = statusText(status({})).split('\n');

    expect(lines[2]).toMatch(/^t +Audit\.General +12 +10 +1 +1 +1,234 +34 +0 +90 s$/);
    expect(lines[3]).toMatch(/^total +12 +10 +1 +1 +1,234 +34 +0$/);
    expect(statusText(status({}))).toContain('No gaps.');
  });

  it.each([
    [null, 'never listed'],
    [119, '119 s'],
    [3600, '60 min'],
    [90_000, '25 h'],
  ])('tells a lag of %s seconds as %s', (lag_seconds, text) => {
    expect(statusText(status({ streams: [{ ...stream, lag_seconds }] }))).toContain(text);
  });

  it('tells a stream that waits for its first content from one that fails', () => {
    const empty = { ...stream, listed: 0, last_error: null };

    expect(statusText(status({ streams: [empty] }))).toContain('can take up to 12 hours');
    const failing = statusText(status({ streams: [{ ...empty, last_error: 'no permission' }] }));
    expect(failing).toContain('t Audit.General: no permission');
    expect(failing).not.toContain('12 hours');
  });

  it('names each gap with its span, cause and blobs', () => {
    const gap = {
      tenant: 't',
      content_type: 'Audit.General',
      start: '2026-08-01T00:00:00.000Z',
      end: '2026-08-02T00:00:00.000Z',
      cause: 'expired',
      blobs: 3,
    };

    const text = statusText(status({ gaps: [gap] }));

    expect(text).toContain('1 gap:');
    expect(text).toMatch(
      /t +Audit.General +2026-08-01T00:00:00.000Z +2026-08-02T00:00:00.000Z +expired +3\n/,
    );
    expect(text).toContain('expired: its 7 days were over');
    expect(text).not.toContain('unwatched');
  });

  it('shows the newest of many gaps, and how many there are', () => {
    const gaps = Array.from({ length: 60 }, (_, number) => ({
      tenant: 't',
      content_type: 'Audit.General',
      start: `start-${number}`,
      end: 'end',
      cause: 'unwatched',
      blobs: null,
    }));
    const text = statusText(status({ gaps }));

    expect(text).toContain('60 gaps:');
    expect(text).toContain('start-59');
    expect(text).not.toContain('start-19 ');
    expect(text).toContain('... and 20 older; --json has them all.');
  });

  it('shows a stream that is not configured any more as such, with no lag', () => {
    const text = statusText(status({ streams: [{ ...stream, lag_seconds: null, configured: false }] }));

    expect(text).toContain('not configured');
    expect(text).not.toContain('never listed');
  });

  it.each([
    ['filling', 'DEAD LETTERS ARE FILLING UP (90 % of checkpoint.dead_letter_limit)'],
    ['full', 'DEAD LETTERS ARE FULL (90 %'],
  ] as const)('is loud when the room for dead letters is %s', (state, text) => {
    const room = { used_bytes: 90, limit_bytes: 100, state };

    expect(statusText(status({ dead_letter_room: room }))).toContain(text);
    expect(statusText(status({}))).not.toContain('DEAD LETTERS');
  });

  it('points to the drift, and counts gaps that have closed', () => {
    const drift = { kind: 'field', name: 'x', count: 1, first_seen: 'a', last_seen: 'b' };
    const text = statusText(status({ drift: [drift], gaps_closed: 2 }));

    expect(text).toContain('1 things that it does not know: status --drift');
    expect(text).toContain('No gaps; 2 closed');
  });
});
