import { describe, expect, it } from 'vitest';
import { createUserAgentLookup, parseUserAgent } from '../../../../src/mapping/enrich/user-agent.ts';

describe('parseUserAgent', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36',
      {
        name: 'Chrome',
        version: '139.0.0.0',
        os: { name: 'Windows', version: '10', full: 'Windows 10' },
        device: { name: 'Other' },
      },
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.14; rv:72.0) Gecko/20100101 Firefox/72.0',
      {
        name: 'Firefox',
        version: '72.0',
        os: { name: 'Mac OS X', version: '10.14', full: 'Mac OS X 10.14' },
        device: { name: expect.any(String) },
      },
    ],
    ['BAV2ROPC', { name: 'Other', device: { name: 'Other' } }],
    ['', { name: 'Other', device: { name: 'Other' } }],
  ])('%s', (text, details) => {
    expect(parseUserAgent(text)).toEqual(details);
  });
});

describe('createUserAgentLookup', () => {
  it('parses a text once', () => {
    const lookup = createUserAgentLookup();
    expect(lookup('curl/8.0')).toBe(lookup('curl/8.0'));
  });

  it('takes any length', () => {
    expect(createUserAgentLookup()('x/1 '.repeat(100_000)).name).toBe('Other');
  });
});
