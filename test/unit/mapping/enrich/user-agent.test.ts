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

describe('names of programs, systems and devices', () => {
  const IPHONE =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
  const ANDROID = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)';
  const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';

  it.each([
    [`${WINDOWS} Chrome/139.0.0.0 Safari/537.36 Edg/139.0.1.2`, 'Edge 139.0.1.2', 'Windows 10', 'Other'],
    ['Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko', 'IE 11.0', 'Windows 7', 'Other'],
    [`${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, 'Mobile Safari 17.5', 'iOS 17.5', 'iPhone'],
    [`${IPHONE} CriOS/126.0 Mobile/15E148 Safari/604.1`, 'Chrome Mobile iOS 126.0', 'iOS 17.5', 'iPhone'],
    [
      `${IPHONE} Version/17.0 EdgiOS/126.0 Mobile/15E148 Safari/605.1.15`,
      'Edge Mobile 126.0',
      'iOS 17.5',
      'iPhone',
    ],
    [`${IPHONE} FxiOS/126.0 Mobile/15E148 Safari/604.1`, 'Firefox iOS 126.0', 'iOS 17.5', 'iPhone'],
    [`${ANDROID} Chrome/126.0.0.0 Mobile Safari/537.36`, 'Chrome Mobile 126.0.0.0', 'Android 14', 'Pixel 8'],
    [
      `${ANDROID.replace('Pixel 8', 'Pixel 8; wv')} Version/4.0 Chrome/115.0.0.0 Mobile Safari/537.36`,
      'Chrome Mobile WebView 115.0.0.0',
      'Android 14',
      'Pixel 8',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
      'Safari 17.4',
      'Mac OS X 10.15.7',
      'Mac',
    ],
    [
      'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0',
      'Firefox 127.0',
      'Ubuntu',
      'Other',
    ],
    [
      'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
      'Chrome 126.0.0.0',
      'Chrome OS 14541.0.0',
      'Other',
    ],
    [
      'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.12026; Pro)',
      'Outlook 2016',
      'Windows 10',
      'Other',
    ],
    [
      'Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.4522',
      'WindowsPowerShell 5.1.19041.4522',
      expect.stringMatching(/^Windows/),
      'Other',
    ],
    ['python-requests/2.31.0', 'Python Requests 2.31.0', undefined, 'Other'],
    ['axios/1.6.2', 'axios 1.6.2', undefined, 'Other'],
    ['curl/8.4.0', 'curl 8.4.0', undefined, 'Other'],
    ['undici', 'undici', undefined, 'Other'],
    ['curly braces', 'Other', undefined, 'Other'],
  ])('%s', (text, program, system, device) => {
    const details = parseUserAgent(text);
    const found = details.version === undefined ? details.name : `${details.name} ${details.version}`;
    expect([found, details.os?.full, details.device?.name]).toEqual([program, system, device]);
  });
});

describe('createUserAgentLookup', () => {
  it('parses a text once', () => {
    const lookup = createUserAgentLookup();
    expect(lookup('curl/8.0')).toBe(lookup('curl/8.0'));
  });

  it.each([
    ['brackets', '('.repeat(100_000)],
    ['blanks', `Mozilla/5.0 ${' '.repeat(100_000)}x`],
    ['versions', `Mozilla/5.0 ${'Chrome/1.'.repeat(12_000)}`],
    ['surrogates', '\ud83d'.repeat(100_000)],
  ])('reads only the beginning of a hostile text: %s', (_, text) => {
    const lookup = createUserAgentLookup();
    expect(lookup(text)).toBe(lookup(text.slice(0, 500)));
  });

  it('takes any length', () => {
    expect(createUserAgentLookup()('x/1 '.repeat(100_000)).name).toBe('Other');
  });
});
