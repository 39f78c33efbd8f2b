import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../src/config/config-error.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { MINIMAL } from './config-text.ts';

describe('loadConfig', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'm365-audit-config-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('reads the file and the files it names, from its own folder', async () => {
    const file = join(folder, 'config.yaml');
    await writeFile(file, MINIMAL.replace('client_secret: s3cret-inline', 'client_secret_file: ./secret'));
    await writeFile(join(folder, 'secret'), 'from-file\n');
    const config = loadConfig(file, { env: {} });
    expect(config.tenants[0]?.auth).toMatchObject({
      client_secret: { text: 'from-file', file: join(folder, 'secret') },
    });
    expect(config.checkpoint.path).toBe(join(folder, 'state/checkpoint.db'));
  });

  it.each([
    ['a missing file', 'nope.yaml', 'no such file'],
    ['a folder', '.', 'a folder'],
  ])('says that %s cannot be read', (_, name, found) => {
    const file = join(folder, name);
    expect(() => loadConfig(file, { env: {} })).toThrow(
      expect.objectContaining({
        code: 'CONFIG_UNREADABLE',
        message: `The configuration file cannot be read: ${file}, ${found}`,
        remedy: expect.stringContaining('--config'),
      }),
    );
  });

  it('gives a ConfigError for every other fault as well', () => {
    const readFile = () => {
      throw new TypeError('strange');
    };
    expect(() => loadConfig('config.yaml', { env: {}, readFile })).toThrow(ConfigError);
  });
});
