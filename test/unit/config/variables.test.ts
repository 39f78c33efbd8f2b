import { describe, expect, it } from 'vitest';
import { MINIMAL, parse, problems, refusal } from './config-text.ts';

const withSecret = (value: string) => MINIMAL.replace('s3cret-inline', () => `'${value}'`);
const secretOf = (text: string, env: Readonly<Record<string, string>>) => {
  const auth = parse(text, { env }).tenants[0]?.auth;
  return auth?.method === 'client_secret' ? auth.client_secret.text : undefined;
};

const SECRET = `\${SECRET}`;

describe('environment variables', () => {
  it.each([
    [`\${A}`, 'value'],
    [`x-\${A}-y-\${B}`, 'x-value-y-two'],
    [`\${UNSET:-fallback}`, 'fallback'],
    [`\${EMPTY:-fallback}`, 'fallback'],
    [`x\${UNSET:-}y`, 'xy'],
    [`\${A:-fallback}`, 'value'],
    [`$\${A}`, `\${A}`],
    ['$$A $ {A} $A', '$$A $ {A} $A'],
    [`\${NESTED}`, `\${A}`],
    [`\${DIGITS}`, '0123'],
  ])('%s becomes %s', (value, expected) => {
    const env = { A: 'value', B: 'two', EMPTY: '', NESTED: `\${A}`, DIGITS: '0123' };
    expect(secretOf(withSecret(value), env)).toBe(expected);
  });

  it.each([
    ['s3cret\n', 's3cret'],
    ['s3cret\r\n', 's3cret'],
    ['s3cret\r', 's3cret'],
    ['s3cret\n\n', 's3cret\n'],
    [' s3cret ', ' s3cret '],
  ])('%j is a secret without the one end of a line that it ends with', (value, expected) => {
    expect(secretOf(withSecret(SECRET), { SECRET: value })).toBe(expected);
  });

  it('cannot change the structure of the file', () => {
    const injected = 'x\nhttp: false # "}]';
    expect(secretOf(withSecret(`\${A}`), { A: injected })).toBe(injected);
  });

  it('keep the end of a line where no secret is due', () => {
    const text = MINIMAL.replace(/^tenants:/, `checkpoint: { path: "\${P}" }\ntenants:`);
    expect(parse(text, { env: { P: '/data/x\n' } }).checkpoint.path).toBe('/data/x\n');
  });

  it('become numbers and booleans where these are due', () => {
    const text = `${MINIMAL}fetch: { concurrency: "\${N}" }\nenrich: { user_agent: "\${B}", geoip: "\${G:-false}" }\n`;
    const config = parse(text, { env: { N: '8', B: 'false' } });
    expect(config.fetch.concurrency).toBe(8);
    expect(config.enrich).toEqual({ user_agent: false, geoip: false });
  });

  it('are refused where they hold no number, without showing what they hold', () => {
    const text = `${MINIMAL}fetch:\n  concurrency: \${N}\n`;
    expect(problems(text, { env: { N: 'hunter2' } })).toEqual([
      `8:16 fetch.concurrency: expected a whole number from 1 to 256, found a string of length 7 from \${N}. For example \`concurrency: 16\`.`,
    ]);
  });

  it('that are unset are all named, each where it stands', () => {
    const text = `${withSecret(SECRET)}fetch:\n  concurrency: \${N}\n`;
    expect(problems(text)).toEqual([
      `3:100 tenants[0].auth.client_secret: expected the environment variable SECRET, found it unset. Set SECRET, or give a default: \${SECRET:-value}.`,
      `8:16 fetch.concurrency: expected the environment variable N, found it unset. Set N, or give a default: \${N:-value}.`,
    ]);
  });

  it('that are empty are refused where a value is due', () => {
    expect(problems(withSecret(SECRET), { env: { SECRET: '' } })).toEqual([
      expect.stringContaining(
        `expected the value of a client secret, found an empty string from \${SECRET}.`,
      ),
    ]);
  });

  it.each([`\${`, `\${}`, `\${A-b}`, `\${1A}`, `\${A`, `hunter2\${ x`])(
    '%s is refused and not shown',
    (value) => {
      const error = refusal(withSecret(value), { env: { A: 'x' } });
      expect(error.problems.map(({ message }) => message)).toEqual([
        `expected \${NAME} or \${NAME:-default}, found \${ without a name and a closing bracket. For the two characters themselves write $\${.`,
      ]);
      expect(error.message).not.toContain('hunter2');
    },
  );

  it('are not looked for in comments', () => {
    expect(() => parse(`${MINIMAL}# \${UNSET}\n`)).not.toThrow();
  });
});
