import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { configSchema } from '../../../src/config/config.ts';
import { findSecrets } from '../../../src/config/find-secrets.ts';
import { showConfig } from '../../../src/config/show-config.ts';
import type { Keys, ValueType } from '../../../src/config/types/value-type.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** One value of the configuration, with the data that leads to it. */
interface Place {
  readonly path: string;
  readonly type: ValueType<unknown>;
  /** Data with this in the place. */
  readonly with: (entry: (name: string) => Readonly<Record<string, unknown>>) => unknown;
}

/** Every key of the schema that has no keys below it, in each of its variants. */
function places(type: ValueType<unknown>, path: string): readonly Place[] {
  const { structure } = type;
  switch (structure.kind) {
    case 'scalar':
      return [];
    case 'list':
      return places(structure.item, `${path}[0]`).map((place) => ({
        ...place,
        with: (entry) => [place.with(entry)],
      }));
    case 'switchable':
      return places(structure.on, path);
    case 'object':
      return placesOf(structure.keys, path);
    case 'choice':
      return structure.alternatives.flatMap((keys) => placesOf(keys, path));
    case 'variants':
      return Object.entries(structure.variants).flatMap(([word, keys]) =>
        placesOf(keys, `${path}(${word})`, { [structure.tag]: word }),
      );
  }
}

function placesOf(keys: Keys, path: string, tag: object = {}): readonly Place[] {
  return Object.entries(keys).flatMap(([name, { type }]): readonly Place[] => {
    const below = places(type, `${path}.${name}`);
    const here: Place = { path: `${path}.${name}`, type, with: (entry) => ({ ...tag, ...entry(name) }) };
    return below.length === 0
      ? [here]
      : below.map((place) => ({ ...place, with: (entry) => ({ ...tag, [name]: place.with(entry) }) }));
  });
}

const all = places(configSchema, '');
const secrets = all.filter(({ type }) => type.fromFile);
const secret = 'planted s3cr%t/+';

function inFile(data: unknown): string {
  const file = join(tempFolder(), 'config.yaml');
  writeFileSync(file, stringify(data));
  return file;
}

describe('a secret of the configuration', () => {
  it('is looked for at every key that can hold one', () => {
    const names = new Set(secrets.map(({ path }) => path.replace(/.*\./, '')));
    expect([...names].toSorted()).toEqual([
      'api_key',
      'ca',
      'certificate',
      'client_secret',
      'federated_token',
      'passphrase',
      'password',
      'private_key',
      'url',
    ]);
    expect(secrets.filter(({ path }) => path.startsWith('.tenant_defaults.')).length).toBeGreaterThan(5);
  });

  it.each(secrets)('at $path is known, and is not shown: in place, from a variable, in a file', (place) => {
    const folder = tempFolder();
    const secretFile = join(folder, 'secret');
    writeFileSync(secretFile, `${secret}\n`);
    for (const data of [
      place.with((name) => ({ [name]: secret })),
      place.with((name) => ({ [name]: `\${PLANTED}` })),
      place.with((name) => ({ [`${name}_file`]: secretFile })),
    ]) {
      const file = inFile(data);
      expect(findSecrets(file, undefined, { PLANTED: secret })).toContain(secret);
      expect(JSON.stringify(showConfig(stringify(data)))).not.toContain('s3cr');
    }
  });

  it.each(all.filter(({ type }) => type.hidden))(
    'or what is taken for one at $path is not shown',
    (place) => {
      const shown = JSON.stringify(showConfig(stringify(place.with((name) => ({ [name]: secret })))));
      expect(shown).not.toContain('s3cr');
    },
  );

  it('is what the environment calls one', () => {
    const env = {
      SOME_TOKEN: 'token-1',
      MY_API_KEY: 'key-1',
      DB_PASSWORD: 'pw-1',
      IDENTITY_HEADER: 'header-1',
      TOKEN_FILE: '/run/x',
      LANG: 'C',
    };
    const found = findSecrets(inFile({}), undefined, env);
    expect(found).toEqual(['token-1', 'key-1', 'pw-1', 'header-1']);
  });
});
