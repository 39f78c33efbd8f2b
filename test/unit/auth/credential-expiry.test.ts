import { describe, expect, it } from 'vitest';
import { expiryStage, watchingExpiry } from '../../../src/auth/credential-expiry.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { recordedSourceEvents } from '../../support/source-events.ts';
import { tenantId } from '../../support/streams.ts';

const { signal } = new AbortController();
const hour = 3_600_000;
const day = 24 * hour;

describe('expiryStage', () => {
  it.each([
    [31 * day, 'fine'],
    [30 * day, 'soon'],
    [8 * day, 'soon'],
    [7 * day, 'urgent'],
    [1, 'urgent'],
    [0, 'over'],
    [-day, 'over'],
  ] as const)('%i ms before the end is %s', (leftMs, stage) => {
    expect(expiryStage(leftMs)).toBe(stage);
  });
});

describe('watchingExpiry', () => {
  function watched(lifeMs: number) {
    const time = fakeClock();
    const events = recordedSourceEvents();
    const expiresMs = time.clock() + lifeMs;
    const read = () => ({ credential: 'certificate', expiresMs }) as const;
    const inner = { getToken: async () => 'token' };
    const provider = watchingExpiry(inner, { tenantId, read, clock: time.clock, events });
    return { time, events, ask: () => provider.getToken({ signal }) };
  }

  it('tells once an hour, and warns once at 30 days, at 7 days and at the end', async () => {
    const { time, events, ask } = watched(31 * day);

    for (let passed = 0; passed <= 32 * day; passed += hour / 2) {
      await ask();
      time.advance(hour / 2);
    }

    const warnings = events.expiries.filter(({ warn }) => warn).map(({ leftMs }) => leftMs / day);
    expect(warnings).toEqual([30, 7, 0]);
    expect(events.expiries).toHaveLength(32 * 24 + 1);
  });

  it('goes on without a word where the end is unknown or cannot be read', async () => {
    const time = fakeClock();
    const events = recordedSourceEvents();
    const options = { tenantId, clock: time.clock, events };
    const inner = { getToken: async () => 'token' };
    const unknown = watchingExpiry(inner, { ...options, read: () => null });
    const unreadable = watchingExpiry(inner, {
      ...options,
      read: () => {
        throw new Error('no file');
      },
    });

    expect(await unknown.getToken({ signal })).toBe('token');
    expect(await unreadable.getToken({ signal })).toBe('token');
    expect(events.expiries).toEqual([]);
  });
});
