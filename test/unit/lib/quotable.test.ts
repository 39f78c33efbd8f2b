import { describe, expect, it } from 'vitest';
import { quotable } from '../../../src/lib/quotable.ts';

describe('quotable', () => {
  it('blots out each occurrence of each secret', () => {
    expect(quotable('a=top b=top c=hush', ['top', 'hush'])).toBe('a=[redacted] b=[redacted] c=[redacted]');
  });

  it('takes an empty secret for none', () => {
    expect(quotable('plain', [''])).toBe('plain');
  });

  it('shortens a long text', () => {
    expect(quotable('x'.repeat(1000), [])).toBe(`${'x'.repeat(400)}…`);
  });

  it('leaves no half of a secret where it shortens', () => {
    const secret = 's3cr3t-'.repeat(100);

    expect(quotable(`${'x'.repeat(390)}${secret}`, [secret])).not.toContain('s3cr3t');
  });
});
