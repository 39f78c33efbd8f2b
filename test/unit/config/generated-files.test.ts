import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configExample } from '../../../scripts/generators/config-example.ts';
import { configurationPage } from '../../../scripts/generators/configuration.ts';
import { discoverErrorTables } from '../../../scripts/generators/error-tables.ts';
import { errorsPage } from '../../../scripts/generators/errors.ts';
import { leastPrivilegePage } from '../../../scripts/generators/least-privilege.ts';
import { repositoryRoot } from '../../../scripts/generators/repository-root.ts';
import { type SchemaRow, schemaRows } from '../../../scripts/generators/schema-rows.ts';
import { troubleshootingPage } from '../../../scripts/generators/troubleshooting.ts';
import { configSchema } from '../../../src/config/config.ts';
import { parse } from './config-text.ts';

const read = (file: string) => readFile(join(repositoryRoot, file), 'utf8');

describe('generated files', () => {
  it.each(
    [configurationPage, configExample, errorsPage, leastPrivilegePage, troubleshootingPage].map(
      (generator) => [generator.file, generator] as const,
    ),
  )('%s is what its sources say', async (file, generator) => {
    expect(await read(file)).toBe(await generator.generate());
  });

  it('the example is valid as it stands and sets nothing but what must be set', async () => {
    const config = parse(await read('config.example.yaml'), {
      env: { M365_CLIENT_SECRET: 'a', ES_API_KEY: 'b' },
    });
    expect(config.polling).toEqual({ interval: 60_000, lookback: 7 * 86_400_000, window: 86_400_000 });
    expect(config.output).toMatchObject({ elasticsearch: { auth: { api_key: 'b' } } });
  });

  it('the example stays valid when what is switched off is switched on', async () => {
    // What another credential or output would need stays off.
    const off =
      /^( *)#(?!(?:certificate|private_key|pfx|passphrase|object_id|resource_id|federated_token|redirect_uri|username|password|\w+_file): )(?=[a-z_]+: )/gm;
    const example = await read('config.example.yaml');
    const text = example.replaceAll(off, '$1');
    expect([...example.matchAll(off)].length).toBeGreaterThan(30);
    expect(() => parse(text, { env: { M365_CLIENT_SECRET: 'a', ES_API_KEY: 'b' } })).not.toThrow();
  });

  it('docs/configuration.md names every key', async () => {
    const page = await read('docs/configuration.md');
    const isNamed = ({ path, name }: SchemaRow) =>
      path === name ? page.includes(`\n### ${path}\n`) : page.includes(`| \`${path}\` |`);
    expect(schemaRows(configSchema, '').filter((row) => !isNamed(row))).toEqual([]);
  });

  it('docs/errors.md names every code once and no other', async () => {
    const documented = [...(await read('docs/errors.md')).matchAll(/^### (\S+)$/gm)].map((match) => match[1]);
    const codes = (await discoverErrorTables()).flatMap((table) => table.rows.map((row) => row.code));
    expect(documented.toSorted()).toEqual(codes.toSorted());
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes).toContain('CONFIG_INVALID');
  });
});
