import { describe, expect, it } from 'vitest';
import { parseMoment } from '../../../../src/cli/by-hand/moment.ts';

const nowMs = Date.UTC(2026, 7, 20, 14, 30, 5);

describe('parseMoment', () => {
  it.each([
    ['2026-08-01', '2026-08-01T00:00:00.000Z'],
    ['2026-08-01T09:30', '2026-08-01T09:30:00.000Z'],
    ['2026-08-01 09:30:10', '2026-08-01T09:30:10.000Z'],
    ['2026-08-01T09:30:10Z', '2026-08-01T09:30:10.000Z'],
    ['2026-08-01t09:30:10z', '2026-08-01T09:30:10.000Z'],
    ['2026-08-01T09:30:10+02:00', '2026-08-01T07:30:10.000Z'],
    ['now', '2026-08-20T14:30:05.000Z'],
    ['Today', '2026-08-20T00:00:00.000Z'],
    ['yesterday', '2026-08-19T00:00:00.000Z'],
    ['3 days ago', '2026-08-17T14:30:05.000Z'],
    ['3d', '2026-08-17T14:30:05.000Z'],
    ['1 day', '2026-08-19T14:30:05.000Z'],
    ['90 minutes ago', '2026-08-20T13:00:05.000Z'],
    ['90m', '2026-08-20T13:00:05.000Z'],
    ['36h', '2026-08-19T02:30:05.000Z'],
    ['1 week ago', '2026-08-13T14:30:05.000Z'],
    ['30 s', '2026-08-20T14:29:35.000Z'],
  ])('reads %s', (text, moment) => {
    expect(new Date(parseMoment(text, nowMs)).toISOString()).toBe(moment);
  });

  it.each([
    '',
    'soon',
    '3',
    'days ago',
    '3 parsecs ago',
    '2026-13-01',
    '-3 days',
    'constructor',
    '3 constructor',
  ])('refuses %j', (text) => {
    expect(() => parseMoment(text, nowMs)).toThrow(/CLI_TIME_UNREADABLE|a time cannot be read/);
  });
});
