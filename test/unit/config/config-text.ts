import { ConfigError } from '../../../src/config/config-error.ts';
import { parseConfig } from '../../../src/config/parse-config.ts';

export const TENANT_ID = '11111111-2222-3333-4444-555555555555';
export const CLIENT_ID = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';

export const AUTH = `{ method: client_secret, client_id: ${CLIENT_ID}, client_secret: s3cret-inline }`;

/** A valid file of six lines; more lines can follow. */
export const MINIMAL = `tenants:
  - id: ${TENANT_ID}
    auth: ${AUTH}
output:
  file:
    path: ./out
`;

interface Options {
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

/** Parses a text as /etc/m365/config.yaml; files beside those given do not exist. */
export function parse(text: string, options: Options = {}) {
  return parseConfig(text, {
    fileName: '/etc/m365/config.yaml',
    env: options.env ?? {},
    readSecretFile: (path) => {
      const content = options.files?.[path];
      if (content !== undefined) return content;
      throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
    },
  });
}

/** The error that a text gives; fails when it gives none. */
export function refusal(text: string, options: Options = {}): ConfigError {
  try {
    parse(text, options);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the text was accepted');
}

/** Each problem of a text as `line:column path: message`. */
export function problems(text: string, options: Options = {}): readonly string[] {
  return refusal(text, options).problems.map(
    ({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`,
  );
}
