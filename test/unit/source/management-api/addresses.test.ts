import { describe, expect, it } from 'vitest';
import { nextPage } from '../../../../src/source/management-api/next-page.ts';
import { ownAddress } from '../../../../src/source/management-api/own-address.ts';
import { withPublisherIdentifier } from '../../../../src/source/management-api/publisher-identifier.ts';

const root = 'https://manage.office.com';
const publisher = '11111111-2222-3333-4444-555555555555';

describe('ownAddress', () => {
  it.each([
    `${root}/api/v1.0/t/activity/feed/audit/2017$2017$audit$x`,
    `${root}/api/v1/t/activity/feed/subscriptions/content?nextPage=1`,
    `${root}:443/api/v1.0/t`,
    'HTTPS://MANAGE.OFFICE.COM/api',
  ])('lets %s through unchanged', (address) => {
    expect(ownAddress(address, { managementUrl: root })).toBe(address);
  });

  it.each([
    'https://manage.office.com.evil.example/api',
    'https://manage.office.com@evil.example/api',
    'https://evil.example/https://manage.office.com/api',
    'https://evil.example\\@manage.office.com/api',
    'https://manage.office.com:8443/api',
    'http://manage.office.com/api',
    'https://manage-gcc.office.com/api',
    'file:///etc/passwd',
    'data:,x',
  ])('stops %s for good', (address) => {
    expect(() => ownAddress(address, { managementUrl: root })).toThrow(
      expect.objectContaining({ code: 'SOURCE_FOREIGN_HOST', kind: 'permanent' }),
    );
  });

  it('knows this machine by each of its names, but no other port of it', () => {
    const local = 'https://localhost:8443';

    expect(ownAddress('https://127.0.0.1:8443/api', { managementUrl: local })).toBe(
      'https://127.0.0.1:8443/api',
    );
    expect(ownAddress('https://[::1]:8443/api', { managementUrl: local })).toBe('https://[::1]:8443/api');
    for (const other of [
      'https://127.0.0.1:8444/api',
      'http://127.0.0.1:8443/api',
      'https://10.0.0.1:8443/api',
    ]) {
      expect(() => ownAddress(other, { managementUrl: local })).toThrow(
        expect.objectContaining({ code: 'SOURCE_FOREIGN_HOST' }),
      );
    }
  });

  describe('behind a gateway', () => {
    const gateway = { managementUrl: 'https://gateway.example:8443/m365', cloudUrl: root };

    it('asks the gateway for what the service calls by its own name, path and query kept', () => {
      expect(ownAddress(`${root}/api/v1.0/t/audit/2017$x$y?a=%24b&c=d%2f`, gateway)).toBe(
        'https://gateway.example:8443/m365/api/v1.0/t/audit/2017$x$y?a=%24b&c=d%2f',
      );
      expect(ownAddress('https://u:p@MANAGE.office.com:443/api/..\\@evil.example/x', gateway)).toBe(
        'https://gateway.example:8443/m365/@evil.example/x',
      );
    });

    it.each([
      'https://manage-gcc.office.com/api',
      'http://manage.office.com/api',
      'https://manage.office.com:8443/api',
      'https://manage.office.com.evil.example/api',
      'https://evil.example/https://manage.office.com/api',
    ])('stops %s for good', (address) => {
      expect(() => ownAddress(address, gateway)).toThrow(
        expect.objectContaining({ code: 'SOURCE_FOREIGN_HOST', kind: 'permanent' }),
      );
    });
  });

  it('takes a path for one on the own host, and nothing that only looks like one', () => {
    expect(ownAddress('/api/v1/next?nextPage=$1', { managementUrl: root })).toBe(
      `${root}/api/v1/next?nextPage=$1`,
    );
    expect(() => ownAddress('//evil.example/api', { managementUrl: root })).toThrow(
      expect.objectContaining({ code: 'SOURCE_FOREIGN_HOST' }),
    );
  });

  it('takes what is no address for a fault of the answer', () => {
    expect(() => ownAddress('https://', { managementUrl: root })).toThrow(
      expect.objectContaining({ code: 'SOURCE_ANSWER_UNREADABLE', kind: 'retry' }),
    );
  });
});

describe('withPublisherIdentifier', () => {
  it.each([
    ['https://h/audit/1$2', 'https://h/audit/1$2?PublisherIdentifier=P'],
    ['https://h/content?a=1', 'https://h/content?a=1&PublisherIdentifier=P'],
    ['https://h/content?', 'https://h/content?PublisherIdentifier=P'],
    ['https://h/content?a=b%24c$d%2f', 'https://h/content?a=b%24c$d%2f&PublisherIdentifier=P'],
    ['https://h/content?a=1#top', 'https://h/content?a=1&PublisherIdentifier=P#top'],
    ['https://h/content?PublisherIdentifier=Q', 'https://h/content?PublisherIdentifier=Q'],
    ['https://h/content?a=1&publisheridentifier=Q', 'https://h/content?a=1&publisheridentifier=Q'],
  ])('makes of %s', (url, expected) => {
    expect(withPublisherIdentifier(url, publisher)).toBe(expected.replace('=P', `=${publisher}`));
  });
});

describe('nextPage', () => {
  it.each([
    [{ nextpageuri: 'https://h/2' }, 'https://h/2'],
    [{ nextpageurl: ' https://h/2 ' }, 'https://h/2'],
    [{ nextpageuri: '', nextpageurl: 'https://h/2' }, 'https://h/2'],
    [{ nextpageuri: '' }, null],
    [{}, null],
  ])('reads %j as %j', (headers, expected) => {
    expect(nextPage(headers)).toBe(expected);
  });
});
