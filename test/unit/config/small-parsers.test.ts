import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../../src/config/duration.ts';
import { nearest } from '../../../src/config/read/nearest.ts';
import { parseSize } from '../../../src/config/size.ts';
import { formats } from '../../../src/config/types/formats.ts';

describe('durations', () => {
  it.each([
    ['250ms', 250],
    ['30s', 30_000],
    ['5m', 300_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['0s', 0],
  ])('%s', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['', '5', 's', '5 m', '-5m', '1.5h', '5M', '1h30m', '5m\n', '9999999999d'])(
    '%j is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );
});

describe('sizes', () => {
  it.each([
    ['512B', 512],
    ['64KiB', 65_536],
    ['5MiB', 5_242_880],
    ['1GiB', 1_073_741_824],
    ['64KB', 64_000],
    ['5MB', 5_000_000],
    ['1GB', 1_000_000_000],
  ])('%s', (text, bytes) => expect(parseSize(text)).toBe(bytes));

  it.each(['', '5', '5 MiB', '5mib', '5M', '-1KB', '1.5MiB', 'MiB', '5Bi'])('%j is none', (text) => {
    expect(parseSize(text)).toBeUndefined();
  });
});

describe('URLs', () => {
  it.each([
    ['https-url', 'https://localhost:8443/', 'https://localhost:8443'],
    ['https-url', 'https://gateway.example/m365/', 'https://gateway.example/m365'],
    ['https-or-loopback-url', 'http://localhost:8080', 'http://localhost:8080'],
    ['https-or-loopback-url', 'http://127.0.0.2:8080', 'http://127.0.0.2:8080'],
    ['https-or-loopback-url', 'http://[::1]:8080', 'http://[::1]:8080'],
    ['http-url', 'http://elasticsearch:9200', 'http://elasticsearch:9200'],
  ] as const)('%s takes %s', (format, text, expected) => expect(formats[format](text)).toBe(expected));

  it.each([
    ['https-url', 'http://localhost'],
    ['https-url', 'localhost:8443'],
    ['https-url', 'https://user@host'],
    ['https-url', 'https://host/?a=b'],
    ['https-url', 'https://host/#a'],
    ['https-or-loopback-url', 'http://localhost.example'],
    ['https-or-loopback-url', 'http://127.0.0.1.example'],
    ['https-or-loopback-url', 'ftp://localhost'],
    ['http-url', 'ftp://host'],
  ] as const)('%s refuses %s', (format, text) => expect(formats[format](text)).toBeUndefined());
});

describe('listen addresses', () => {
  it.each([
    ['127.0.0.1:9480', { host: '127.0.0.1', port: 9480 }],
    ['[::1]:0', { host: '::1', port: 0 }],
    ['0.0.0.0:80', { host: '0.0.0.0', port: 80 }],
  ])('%s', (text, expected) => expect(formats['listen-address'](text)).toEqual(expected));

  it.each([':9480', '9480', 'host', '::1:9480', 'http://host:1', 'host:99999'])('%s is none', (text) => {
    expect(formats['listen-address'](text)).toBeUndefined();
  });
});

describe('nearest', () => {
  const keys = ['interval', 'lookback', 'window', 'tenants', 'id', 'warn', 'elasticsearch'];
  it.each([
    ['intervall', 'interval'],
    ['lokback', 'lookback'],
    ['widnow', 'window'],
    ['Tenants', 'tenants'],
    ['tenant', 'tenants'],
    ['di', 'id'],
    ['warning', 'warn'],
    ['elastic', 'elasticsearch'],
    ['zebra', undefined],
    ['', undefined],
  ])('%s: %s', (word, expected) => expect(nearest(word, keys)).toBe(expected));
});
