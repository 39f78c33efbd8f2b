import { describe, expect, it } from 'vitest';
import { optionalFieldTypes, replaceFieldTypes } from '../../../../src/output/elasticsearch/field-types.ts';

const mappings = {
  dynamic_templates: [{ strings: { match_mapping_type: 'string', mapping: { type: 'wildcard' } } }],
  properties: {
    // A field may be called type, and one may be called like a type.
    type: { type: 'constant_keyword', value: 'logs' },
    wildcard: { properties: { type: { type: 'keyword' } } },
    message: { type: 'match_only_text', fields: { raw: { type: 'wildcard', ignore_above: 10 } } },
    ratio: { type: 'scaled_float', scaling_factor: 1000 },
    place: { type: 'geo_point' },
  },
};

it('finds the types that a cluster may lack, wherever they are', () => {
  expect([...optionalFieldTypes(mappings).keys()].toSorted()).toEqual([
    'constant_keyword',
    'match_only_text',
    'scaled_float',
    'wildcard',
  ]);
});

describe('replaceFieldTypes', () => {
  it('replaces what is lacking, with the parameters that the other type takes', () => {
    const lacking = new Set(['constant_keyword', 'match_only_text', 'scaled_float', 'wildcard']);
    expect(replaceFieldTypes(mappings, lacking)).toEqual({
      dynamic_templates: [
        { strings: { match_mapping_type: 'string', mapping: { type: 'keyword', ignore_above: 8191 } } },
      ],
      properties: {
        type: { type: 'keyword', ignore_above: 1024 },
        wildcard: { properties: { type: { type: 'keyword' } } },
        message: { type: 'text', norms: false, fields: { raw: { type: 'keyword', ignore_above: 10 } } },
        ratio: { type: 'float' },
        place: { type: 'geo_point' },
      },
    });
  });

  it('leaves everything else as it is', () => {
    expect(replaceFieldTypes(mappings, new Set())).toEqual(mappings);
    expect(replaceFieldTypes(mappings, new Set(['wildcard'])).properties).toMatchObject({
      ratio: { type: 'scaled_float', scaling_factor: 1000 },
    });
  });
});
