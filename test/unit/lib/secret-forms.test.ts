import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blotOut } from '../../../src/lib/blot-out.ts';
import { withoutSecretLooks } from '../../../src/lib/looks-secret.ts';
import { secretForms } from '../../../src/lib/secret-forms.ts';

const isIn = (text: string, secret: string) =>
  secretForms(secret).some((form) => form && text.includes(form));

describe('the forms of a secret', () => {
  const secret = 'p@ss w%rd/+ü"x';
  const bytes = Buffer.from(secret);

  it.each([
    ['clear', `says ${secret}.`],
    ['JSON', JSON.stringify({ secret })],
    ['a path', encodeURIComponent(secret)],
    ['a path in lower case', encodeURIComponent(secret).replaceAll(/%../g, (code) => code.toLowerCase())],
    ['a form', new URLSearchParams({ secret }).toString()],
    ['hex', bytes.toString('hex')],
    ['upper hex', bytes.toString('hex').toUpperCase()],
    ['Base64', bytes.toString('base64')],
    ['base64url', bytes.toString('base64url')],
  ])('cover %s', (_, text) => {
    expect(isIn(text, secret)).toBe(true);
  });

  it('cover Base64 of anything that holds it', () => {
    const around = fc.string({ unit: 'binary', maxLength: 9 });
    const inner = fc.string({ unit: 'binary', minLength: 8, maxLength: 40 });
    fc.assert(
      fc.property(around, inner, around, (before, middle, after) => {
        const whole = Buffer.from(before + middle + after);
        // Half a character is another one.
        fc.pre(whole.toString('utf8') === before + middle + after);
        return ['base64', 'base64url'].every((form) =>
          isIn(whole.toString(form === 'base64' ? 'base64' : 'base64url'), middle),
        );
      }),
    );
  });

  it('are blotted out wherever they stand, among thousands', () => {
    const others = Array.from({ length: 5_000 }, (_, index) => `other-secret-${index}`);
    const secrets = [secret, ...others].flatMap(secretForms).filter((form) => form.length > 3);
    const blotted = blotOut(
      { a: [`x ${encodeURIComponent(secret)} y`, 1, null], b: 'other-secret-7!' },
      secrets,
    );
    expect(blotted).toEqual({ a: ['x [redacted] y', 1, null], b: '[redacted]!' });
  });
});

describe('what looks like a secret', () => {
  it.each([
    ['Bearer eyJ0eXAiOiJKV1Qi.eyJhdWQiOiJodHRwczov.c2ln', 'Bearer [redacted]'],
    ['token eyJ0eXAiOiJKV1Qi.eyJhdWQiOiJodHRwczov.c2ln at', 'token [redacted] at'],
    ['Authorization: Basic dXNlcjpwYXNzd29yZA==', 'Authorization: Basic [redacted]'],
    ['ApiKey VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw==', 'ApiKey [redacted]'],
    ['http://user:pa%20ss@proxy:3128/ x', 'http://[redacted]@proxy:3128/ x'],
    ['a=1&client_secret=abc~def&b=2', 'a=1&client_secret=[redacted]&b=2'],
    ['GET /?code=0.AXoA&state=1', 'GET /?code=[redacted]&state=1'],
    ['{"refresh_token":"0.AXoA-x","expires_in":1}', '{"refresh_token":"[redacted]","expires_in":1}'],
    ['{\\"password\\":\\"hunter2\\"}', '{\\"password\\":\\"[redacted]\\"}'],
    ['it is aBc8Q~abcdefghijklmnopqrstuvwxyz_ABCDEF x', 'it is [redacted] x'],
    ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nx', '[redacted]\nx'],
  ])('%s goes', (text, expected) => {
    expect(withoutSecretLooks(text)).toBe(expected);
  });

  it.each([
    'contoso: token: obtained',
    'AADSTS7000215: invalid client secret provided',
    'https://manage.office.com/api/v1.0/t/activity/feed/audit/2026$x',
    'credential_expires 2027-01-31, code AUTH_SECRET_WRONG',
  ])('%s stays', (text) => {
    expect(withoutSecretLooks(text)).toBe(text);
  });
});
