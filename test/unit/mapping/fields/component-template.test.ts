import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../../../src/lib/json-object.ts';
import { shapeTree } from '../../../../src/mapping/audit/shape.ts';
import { allFields, componentTemplate } from '../../../../src/mapping/fields/component-template.ts';
import { fieldsMarkdown } from '../../../../src/mapping/fields/fields-markdown.ts';

const template = componentTemplate();
const mappings = objectAt(objectAt(template, 'template'), 'mappings');

function objectAt(value: unknown, name: string): Readonly<Record<string, unknown>> {
  const member = isJsonObject(value) ? value[name] : undefined;
  if (!isJsonObject(member)) throw new TypeError(`no object ${name}`);
  return member;
}

/** As Elasticsearch counts them: objects and multi-fields too. */
function countFields(properties: Readonly<Record<string, unknown>>): number {
  return Object.values(properties).reduce<number>((count, field) => {
    const members = isJsonObject(field) && isJsonObject(field.properties) ? countFields(field.properties) : 0;
    const multiFields =
      isJsonObject(field) && isJsonObject(field.fields) ? Object.keys(field.fields).length : 0;
    return count + 1 + members + multiFields;
  }, 0);
}

function propertyAt(path: string): unknown {
  return path.split('.').reduce<unknown>((at, name) => objectAt(objectAt(at, 'properties'), name), mappings);
}

describe('the component template', () => {
  it('has a fixed number of fields, well below the default limit of 1,000', () => {
    expect(countFields(objectAt(mappings, 'properties'))).toBeLessThan(990);
    expect(JSON.stringify(template)).not.toContain('"dynamic":true');
    expect(mappings.dynamic).toBe(false);
  });

  it.each([
    ['@timestamp', { type: 'date' }],
    ['event.action', { type: 'keyword', ignore_above: 1024 }],
    ['event.original', { type: 'keyword', index: false, doc_values: false }],
    ['data_stream.dataset', { type: 'constant_keyword' }],
    ['source.geo.location', { type: 'geo_point' }],
    ['related.ip', { type: 'ip' }],
    ['url.original', { type: 'wildcard', ignore_above: 8191, fields: { text: { type: 'match_only_text' } } }],
    ['o365.audit.Parameters.ForwardTo', { type: 'keyword', ignore_above: 1024 }],
    ['o365.audit.ModifiedProperties.Role_DisplayName.NewValue', { type: 'keyword', ignore_above: 8191 }],
    ['o365.audit.Members', { type: 'flattened', ignore_above: 1024 }],
    ['o365.audit.FileSizeBytes', { type: 'long' }],
    ['o365.audit.Comments', { type: 'text' }],
    ['o365.audit.unmapped', { type: 'flattened', ignore_above: 1024 }],
  ])('maps %s', (path, mapping) => {
    expect(propertyAt(path)).toEqual(mapping);
  });

  it('indexes no keyword that is longer than a term can be', () => {
    const keywords = JSON.stringify(template).match(/\{"type":"(keyword|wildcard|flattened)"[^}]*/g) ?? [];
    expect(keywords.length).toBeGreaterThan(300);
    expect(keywords.filter((text) => !/"ignore_above":(1024|8191)|"doc_values":false/.test(text))).toEqual(
      [],
    );
  });

  it('is what mappings/ holds', () => {
    const file = new URL('../../../../mappings/component-templates/m365-audit-fields.json', import.meta.url);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(template);
  });

  it('declares no field twice', () => {
    expect(() => shapeTree([...allFields(), ['event.id', 'keyword', '', '']])).toThrow('event.id');
  });
});

describe('docs/fields.md', () => {
  it('has one row for each field, with a description and an example', () => {
    const rows = fieldsMarkdown()
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(rows).toHaveLength(allFields().length);
    for (const [path, , description, example] of allFields()) {
      expect(description, path).toMatch(/\.$/);
      expect(example, path).not.toBe('');
    }
  });
});
