import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namesMeant } from '../../../src/ingest/name-pattern.ts';

describe('names with a star', () => {
  it.each([
    ['New-*', 'New-InboxRule', true],
    ['new-*', 'NEW-', true],
    ['New-*', 'Renew-Token', false],
    ['*Rule', 'New-InboxRule', true],
    ['*Rule', 'New-InboxRules', false],
    ['svc-*@contoso.com', 'svc-backup@contoso.com', true],
    ['svc-*@contoso.com', 'svc-@contoso.com', true],
    ['svc-*@contoso.com', 'svc-backup@contosoXcom', false],
    ['svc-*@contoso.com', 'svc-backup@contoso.com.evil', false],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'acb', false],
    ['ab*ba', 'aba', false],
    ['*', '', true],
    ['*', 'anything', true],
    ['a**b', 'ab', true],
    ['Get-Mailbox', 'get-mailbox', true],
    ['Get-Mailbox', 'Get-MailboxPermission', false],
    ['.+', 'ab', false],
    ['(a|b)*', '(A|B)c', true],
  ])('%s and %s: %s', (pattern, name, meant) => {
    expect(namesMeant([pattern])(name.toLowerCase())).toBe(meant);
  });

  it('agree with the same pattern as a regular expression', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    fc.assert(
      fc.property(word, name, (pattern, text) => {
        const expression = new RegExp(`^${pattern.replaceAll(/\*+/g, '.*')}$`);
        expect(namesMeant([pattern])(text)).toBe(expression.test(text));
      }),
    );
  });

  it('take no longer for many stars', () => {
    const test = namesMeant([`${'a*'.repeat(200)}b`]);

    expect(test('a'.repeat(20_000))).toBe(false);
  });
});
