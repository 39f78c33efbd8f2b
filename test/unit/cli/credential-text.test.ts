import { describe, expect, it } from 'vitest';
import { credentialText } from '../../../src/cli/status/credential-text.ts';

const now = Date.UTC(2026, 7, 10);
const tenant = (name: string, expires: string | null) => ({
  id: 'x',
  name,
  credential: 'client_secret' as const,
  credential_expires: expires,
});

describe('credentials in the status for people', () => {
  it('are told when they end soon or have ended, the most urgent first', () => {
    const text = credentialText(
      [
        tenant('fine', '2027-08-10T00:00:00.000Z'),
        tenant('soon', '2026-08-20T00:00:00.000Z'),
        tenant('over', '2026-08-01T00:00:00.000Z'),
        tenant('unknown', null),
      ],
      now,
    );

    expect(text.split('\n')).toEqual([
      'over: the client secret HAS EXPIRED on 2026-08-01. Give the app a new one.',
      'soon: the client secret expires on 2026-08-20, in 10 days.',
      '',
    ]);
  });

  it('are told by the one that ends first where none ends soon, and not at all where no end is known', () => {
    const both = [tenant('late', '2028-01-01T00:00:00Z'), tenant('early', '2027-01-01T00:00:00Z')];

    expect(credentialText(both, now)).toMatch(/^early: .* in 144 days\.\n$/);
    expect(credentialText([tenant('unknown', null)], now)).toBe('');
  });
});
