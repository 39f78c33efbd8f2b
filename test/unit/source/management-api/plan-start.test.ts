import { describe, expect, it } from 'vitest';
import type { SubscriptionStart } from '../../../../src/model/ledger.ts';
import { planStart } from '../../../../src/source/management-api/plan-start.ts';

const nowMs = Date.UTC(2026, 7, 1, 12);
const minutes = 60_000;

/** A start some minutes ago. */
const start = (ago: number, accepted: boolean): SubscriptionStart => ({
  atMs: nowMs - ago * minutes,
  accepted,
});
const subscription = (status: string | null) => ({ contentType: 'Audit.General', status });

describe('planStart', () => {
  it.each([
    ['enabled', subscription('enabled'), undefined, { action: 'none', state: 'enabled' }],
    [
      'enabled after a failed start',
      subscription('enabled'),
      start(1, false),
      { action: 'none', state: 'enabled' },
    ],
    ['missing', undefined, undefined, { action: 'start' }],
    ['disabled', subscription('disabled'), undefined, { action: 'start' }],
    ['without a status', subscription(null), undefined, { action: 'start' }],
    ['missing, started 15 minutes ago', undefined, start(15, true), { action: 'start' }],
    ['missing, failed 14 minutes ago', undefined, start(14, false), { action: 'wait', waitMs: 1 * minutes }],
    ['missing, accepted a minute ago', undefined, start(1, true), { action: 'none', state: 'started' }],
    [
      'without a status, accepted a minute ago',
      subscription(null),
      start(1, true),
      { action: 'none', state: 'enabled' },
    ],
    [
      'disabled since it was accepted',
      subscription('disabled'),
      start(5, true),
      { action: 'wait', waitMs: 10 * minutes },
    ],
  ])('%s', (_name, listed, last, plan) => {
    expect(planStart(listed, last, nowMs)).toEqual(plan);
  });
});
