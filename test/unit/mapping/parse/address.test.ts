import { describe, expect, it } from 'vitest';
import { normalIp, parseAddress } from '../../../../src/mapping/parse/address.ts';

describe('parseAddress', () => {
  it.each<[string, object]>([
    ['10.11.12.13', { ip: '10.11.12.13' }],
    [' 10.11.12.13\r\n', { ip: '10.11.12.13', raw: '10.11.12.13' }],
    ['10.11.12.13:12345', { ip: '10.11.12.13', port: 12345 }],
    ['[10.11.12.13]', { ip: '10.11.12.13' }],
    ['[10.11.12.13]:12345', { ip: '10.11.12.13', port: 12345 }],
    ['10.11.12.13:99999', { ip: '10.11.12.13' }],
    ['2001:db8::abcd', { ip: '2001:db8::abcd' }],
    ['::1', { ip: '::1' }],
    ['[2001:db8::abcd]', { ip: '2001:db8::abcd' }],
    ['[2001:db8::abcd]:443', { ip: '2001:db8::abcd', port: 443 }],
    ['::ffff:10.11.12.13', { ip: '10.11.12.13' }],
    ['::FFFF:10.11.12.13', { ip: '10.11.12.13' }],
    ['[::ffff:10.11.12.13]:443', { ip: '10.11.12.13', port: 443 }],
    ['0:0:0:0:0:ffff:10.11.12.13', { ip: '10.11.12.13' }],
    ['::ffff:a0b:c0d', { ip: '10.11.12.13' }],
    ['ffff:10.11.0.229', { ip: '10.11.0.229' }],
    ['fe80::1%eth0', { ip: 'fe80::1' }],
    ['[fe80::1%12]:80', { ip: 'fe80::1', port: 80 }],
    ['localhost', { domain: 'localhost' }],
    ['cool.client.local:12345', { domain: 'cool.client.local', port: 12345 }],
    ['[cool.client.local]:12345', { domain: 'cool.client.local', port: 12345 }],
    ['cool.client.local (10.11.12.13)', { domain: 'cool.client.local', ip: '10.11.12.13' }],
    ['[cool.client.local (10.11.12.13)]', { domain: 'cool.client.local', ip: '10.11.12.13' }],
    ['SERVER (15.20.2707.017)', { domain: 'SERVER' }],
    ['10.11.12.13, 192.168.1.1', { ip: '10.11.12.13', furtherIps: ['192.168.1.1'] }],
    ['unknown;::1,10.0.0.1:80', { ip: '::1', furtherIps: ['10.0.0.1'] }],
    ['999.1.1.1', {}],
    ['01.2.3.4', {}],
    ['1.2.3', {}],
    ['somewhere over there', {}],
    ['[]:80', { port: 80 }],
  ])('reads %j', (text, expected) => {
    expect(parseAddress(text)).toEqual({ raw: text, furtherIps: [], ...expected });
  });

  it.each([[''], ['  '], ['null'], ['NULL'], ['<null>'], ['-']])('finds nothing in %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});

describe('normalIp', () => {
  it.each([
    ['1.2.3.4.5'],
    ['::ffff:999.1.1.1'],
    [':'],
    ['::g'],
    ['1.2.3.4%eth0x'.repeat(20)],
    ['a'.repeat(200)],
  ])('refuses %j', (text) => {
    expect(normalIp(text)).toBeUndefined();
  });
});
