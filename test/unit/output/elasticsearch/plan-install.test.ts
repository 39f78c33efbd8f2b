import { describe, expect, it } from 'vitest';
import { planInstall } from '../../../../src/output/elasticsearch/plan-install.ts';

const _meta = { managed_by: 'm365-audit', version: '1.2.3', content: '0123456789abcdef' };
const settings = { 'index.codec': 'best_compression', 'index.mapping.total_fields.limit': 2000 };
const mappings = { dynamic: false, properties: { a: { type: 'keyword', ignore_above: 1024 } } };
const wanted = { template: { settings, mappings }, composed_of: ['x', 'y'], data_stream: {}, _meta };

/** As Elasticsearch gives it back. */
const stored = {
  composed_of: ['x', 'y'],
  template: {
    settings: { index: { codec: 'best_compression', mapping: { total_fields: { limit: '2000' } } } },
    mappings,
  },
  data_stream: { hidden: false, allow_custom_routing: false },
  created_date_millis: 1,
  _meta,
};

describe('what is installed already', () => {
  it('is left alone, in the form in which the cluster gives it back', () => {
    expect(planInstall(stored, wanted)).toBe('unchanged');
    expect(planInstall({ ...stored, _meta: { ..._meta, version: '1.0.0' } }, wanted)).toBe('unchanged');
  });

  it.each([
    ['a setting', { template: { ...stored.template, settings: { index: { codec: 'default' } } } }],
    [
      'a field that is gone',
      { template: { ...stored.template, mappings: { dynamic: false, properties: {} } } },
    ],
    [
      'the mode of dynamic fields',
      { template: { ...stored.template, mappings: { ...mappings, dynamic: true } } },
    ],
    ['the order of the templates that it is made of', { composed_of: ['y', 'x'] }],
    ['one of these templates', { composed_of: ['x'] }],
    ['everything', { template: undefined }],
  ])('is renewed when somebody has changed %s in place, which leaves its hash', (_, change) => {
    expect(planInstall({ ...stored, ...change }, wanted)).toBe('updated');
  });

  it('may have more in it', () => {
    const properties = { ...mappings.properties, b: { type: 'ip' } };
    const template = { ...stored.template, mappings: { ...mappings, properties } };
    expect(planInstall({ ...stored, template }, wanted)).toBe('unchanged');
  });
});
