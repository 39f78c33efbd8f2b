import { expect, it } from 'vitest';
import { TokenRenewal } from '../../../../src/source/management-api/token-renewal.ts';

const minuteMs = 60_000;

function renewedAt(nowMs: number): TokenRenewal {
  const renewal = new TokenRenewal();
  renewal.renewed('b', nowMs);
  return renewal;
}

it('a new token that is refused as well is not replaced for a minute', () => {
  const renewal = renewedAt(0);
  expect(renewal.isWorthIt('a', false, 1)).toBe(true);
  expect(renewal.isWorthIt('b', false, minuteMs - 1)).toBe(false);
  expect(renewal.isWorthIt('b', false, minuteMs)).toBe(true);
});

it('one that worked is replaced at once, unless it lacks a permission', () => {
  const renewal = renewedAt(0);
  renewal.accepted('b');
  expect(renewal.isWorthIt('b', false, 1)).toBe(true);
  expect(renewal.isWorthIt('b', true, 1)).toBe(false);
});

it('a clock that was set back holds no token for hours', () => {
  const renewal = renewedAt(10 * 60 * minuteMs);
  expect(renewal.isWorthIt('b', true, 0)).toBe(true);
  renewal.renewed('b', 0);
  expect(renewal.isWorthIt('b', true, 1)).toBe(false);
  expect(renewal.isWorthIt('b', true, minuteMs)).toBe(true);
});
