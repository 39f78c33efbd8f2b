import { expect, it } from 'vitest';
import { lifetimeOf } from '../../../src/auth/token-lifetime.ts';

const nowMs = Date.UTC(2026, 7, 1, 12);

it.each([
  [{ expires_in: 3599 }, 3_599_000],
  [{ expires_in: '3599' }, 3_599_000],
  [{ expires_on: String(nowMs / 1000 + 60) }, 60_000],
  [{ expires_on: nowMs / 1000 + 60 }, 60_000],
  [{ expires_on: '2026-08-01T12:01:00Z' }, 60_000],
  [{ expires_in: 0, expires_on: nowMs / 1000 + 60 }, 60_000],
  [{ expires_on: nowMs / 1000 - 60 }, undefined],
  [{ expires_in: 'soon', expires_on: 'later' }, undefined],
  [{}, undefined],
])('%j lives for %s ms', (answer, expected) => {
  expect(lifetimeOf(answer, nowMs)).toBe(expected);
});
