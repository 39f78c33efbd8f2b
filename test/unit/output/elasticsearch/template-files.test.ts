import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../../../src/lib/json-object.ts';
import {
  type JsonObject,
  objectAt,
  readTemplateFiles,
} from '../../../../src/output/elasticsearch/template-files.ts';

const files = await readTemplateFiles();
const settings = objectAt(objectAt(files.settings, 'template'), 'settings');

/** As Elasticsearch counts: objects and multi-fields too. */
function countFields(properties: JsonObject): number {
  return Object.values(properties)
    .filter(isJsonObject)
    .reduce((sum, field) => {
      const multi = Object.keys(objectAt(field, 'fields')).length;
      return sum + 1 + multi + countFields(objectAt(field, 'properties'));
    }, 0);
}

function properties(file: JsonObject): JsonObject {
  return objectAt(objectAt(objectAt(file, 'template'), 'mappings'), 'properties');
}

describe('the templates', () => {
  it.each([['fields'], ['gapFields']] as const)(
    'leave an operator room for fields of their own: %s',
    (name) => {
      const limit = Number(settings['index.mapping.total_fields.limit']);
      expect(countFields(properties(files[name]))).toBeGreaterThan(10);
      expect(countFields(properties(files[name]))).toBeLessThan(limit - 500);
    },
  );

  it("take precedence over those of Elastic's packages, for their own data streams alone", () => {
    expect(files.indexTemplate).toMatchObject({ index_patterns: ['logs-o365.audit-*'], priority: 250 });
    expect(files.gapIndexTemplate).toMatchObject({
      index_patterns: ['logs-m365_audit.gap-*'],
      priority: 250,
    });
  });

  it.each([['indexTemplate'], ['gapIndexTemplate']] as const)(
    'have no default pipeline and no failure store: %s',
    (name) => {
      const template = objectAt(files[name], 'template');
      expect(template).toMatchObject({ data_stream_options: { failure_store: { enabled: false } } });
      expect(JSON.stringify([template, settings])).not.toContain('pipeline');
    },
  );
});
