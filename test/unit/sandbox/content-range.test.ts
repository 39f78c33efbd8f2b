import { describe, expect, it } from 'vitest';
import { contentRange, parseApiTime } from '../../../sandbox/microsoft/management/content-range.ts';
import { pageOffset, pageToken } from '../../../sandbox/microsoft/management/page-token.ts';
import { RequestQuota } from '../../../sandbox/microsoft/management/request-quota.ts';

const NOW = Date.UTC(2026, 7, 8, 12);
const DAY_MS = 86_400_000;

describe('parseApiTime', () => {
  it.each([
    ['2026-08-01', Date.UTC(2026, 7, 1)],
    ['2026-08-01T10:20', Date.UTC(2026, 7, 1, 10, 20)],
    ['2026-08-01T10:20:30', Date.UTC(2026, 7, 1, 10, 20, 30)],
    ['2026-08-01T10:20:30Z', Date.UTC(2026, 7, 1, 10, 20, 30)],
    ['2026-08-01T10:20:30.123456789Z', Date.UTC(2026, 7, 1, 10, 20, 30, 123)],
    ['2026-08-01T10:20:30.5', Date.UTC(2026, 7, 1, 10, 20, 30, 500)],
  ])('reads %s', (text, ms) => {
    expect(parseApiTime(text)).toBe(ms);
  });

  it.each([
    '',
    'now',
    '2026-08',
    '2026-13-01',
    '2026-08-01T25:00',
    '2026-08-01T10:20:30+02:00',
    '1785844800',
  ])('does not read "%s"', (text) => {
    expect(parseApiTime(text)).toBeUndefined();
  });
});

describe('contentRange', () => {
  const range = (startTime?: string, endTime?: string, toleranceMs = 0) =>
    contentRange({ startTime, endTime }, NOW, toleranceMs);

  it('is the last 24 hours when no time is given', () => {
    expect(range()).toEqual({ startMs: NOW - DAY_MS, endMs: NOW });
  });

  it('reaches back 7 days to the millisecond, or as far as is tolerated', () => {
    expect(range('2026-08-01T12:00:00', '2026-08-02T12:00:00')).toEqual({
      startMs: NOW - 7 * DAY_MS,
      endMs: NOW - 6 * DAY_MS,
    });
    expect(range('2026-08-01T11:59:59.999', '2026-08-01T13:00')).toEqual({ code: 'AF20055', details: [] });
    expect(range('2026-08-01T11:00', '2026-08-01T13:00', 3_600_000)).toHaveProperty('startMs');
  });

  it('wants both times, in order, at most 24 hours apart', () => {
    expect(range(undefined, '2026-08-08')).toHaveProperty('code', 'AF20030');
    expect(range('2026-08-08', '2026-08-08')).toHaveProperty('code', 'AF20055');
    expect(range('2026-08-07', '2026-08-08T00:00:00.001')).toHaveProperty('code', 'AF20055');
    expect(range('x', '2026-08-08')).toEqual({ code: 'AF20002', details: ['startTime', 'datetime'] });
    expect(range('2026-08-08', 'x')).toEqual({ code: 'AF20002', details: ['endTime', 'datetime'] });
  });
});

describe('a page token', () => {
  const listing = { tenantId: 't', contentType: 'Audit.General', startMs: NOW, endMs: NOW + 1 };

  it('gives its offset back for its own listing, and for no other', () => {
    const token = pageToken(listing, 400);
    expect(token).toMatch(/^2026080812R\d{12}$/);
    expect(pageOffset(listing, token)).toBe(400);
    expect(pageOffset({ ...listing, endMs: NOW + 2 }, token)).toBeUndefined();
    expect(pageOffset({ ...listing, contentType: 'DLP.All' }, token)).toBeUndefined();
    expect(pageOffset(listing, token.replace(/400$/, '200'))).toBeUndefined();
    expect(pageOffset(listing, 'nonsense')).toBeUndefined();
  });
});

describe('RequestQuota', () => {
  it('lets in so many requests in any 60 seconds, for each tenant; refused ones do not count', () => {
    const quota = new RequestQuota(2);
    const at = [0, 30_000, 59_999, 60_000, 60_001, 89_999, 90_000];
    expect(at.map((now) => quota.admit('a', now))).toEqual([true, true, false, true, false, false, true]);
    expect(quota.admit('b', 0)).toBe(true);
  });
});
