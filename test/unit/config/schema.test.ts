import { describe, expect, it } from 'vitest';
import { schemaRows } from '../../../scripts/generators/schema-rows.ts';
import { configSchema } from '../../../src/config/config.ts';
import { validate } from '../../../src/config/read/validate.ts';

const rows = schemaRows(configSchema, '');
/** An example that a variable stands in for is not a value yet. */
const examples = rows.filter(({ key }) => key.example !== undefined && !String(key.example).startsWith('${'));

describe('the schema', () => {
  it('has keys', () => {
    expect(rows.length).toBeGreaterThan(50);
  });

  it.each(rows.map((row) => [row.path, row] as const))('%s is described in a sentence', (_, { key }) => {
    expect(key.about).toMatch(/^[A-Z`.].*\.$/s);
  });

  it.each(rows.map((row) => [row.path, row] as const))('%s is spelled in snake case', (_, { name }) => {
    expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
  });

  it.each(rows.filter(({ key }) => key.presence === 'default').map((row) => [row.path, row] as const))(
    '%s has a default that it takes itself',
    (_, { key }) => {
      expect(validate(key.type.jsonSchema, key.fallback)).toEqual([]);
    },
  );

  it.each(examples.map((row) => [row.path, row] as const))(
    '%s has an example that it takes itself',
    (_, { key }) => {
      expect(validate(key.type.jsonSchema, key.example)).toEqual([]);
    },
  );

  it('keeps no key that ends like the file of another one', () => {
    expect(rows.filter(({ name }) => name.endsWith('_file'))).toEqual([]);
  });

  it.each(
    rows
      .filter(({ name }) => /secret$|password|passphrase|api_key|private_key|_token$/.test(name))
      .map((row) => [row.path, row] as const),
  )('%s is hidden and may stand in a file', (_, { key }) => {
    expect(key.type).toMatchObject({ hidden: true, fromFile: true });
    expect(key.fileExample).toBeDefined();
  });
});
