import { describe, expect, it } from 'vitest';
import { classifyItem } from '../../../../src/output/elasticsearch/classify-item.ts';

function item(status: number, type?: string, reason = 'because') {
  return { create: { status, ...(type === undefined ? {} : { error: { type, reason } }) } };
}

describe('classifyItem', () => {
  it.each([
    [item(201), 'indexed'],
    [item(200), 'indexed'],
    [{ create: { status: 201, result: 'created' } }, 'indexed'],
    [{ create: { status: 200, result: 'noop' } }, 'dropped'],
    [{ create: { status: 201, failure_store: 'not_enabled' } }, 'indexed'],
    [item(409, 'version_conflict_engine_exception'), 'duplicate'],
    [item(413, 'document_too_large'), 'too_large'],
  ])('%j is %s', (given, kind) => {
    expect(classifyItem(given).kind).toBe(kind);
  });

  it.each([
    [400, 'document_parsing_exception'],
    [400, 'mapper_parsing_exception'],
    [400, 'illegal_argument_exception'],
    [400, 'script_exception'],
    [500, 'ingest_processor_exception'],
    [500, 'fail_processor_exception'],
    [500, 'class_cast_exception'],
    [500, 'null_pointer_exception'],
    [201, undefined],
  ])('%i %s is about the document: rejected', (status, type) => {
    const given = type === undefined ? { create: { status, failure_store: 'used' } } : item(status, type);
    expect(classifyItem(given)).toMatchObject({ kind: 'rejected', type: type ?? 'failure_store' });
  });

  it.each([
    [401, 'security_exception', 'ELASTICSEARCH_UNAUTHORIZED'],
    [403, 'security_exception', 'ELASTICSEARCH_FORBIDDEN'],
    [403, 'cluster_block_exception', 'ELASTICSEARCH_BLOCKED'],
    [429, 'cluster_block_exception', 'ELASTICSEARCH_BLOCKED'],
    [429, 'es_rejected_execution_exception', 'ELASTICSEARCH_THROTTLED'],
    [429, 'circuit_breaking_exception', 'ELASTICSEARCH_THROTTLED'],
    [429, 'anything', 'ELASTICSEARCH_THROTTLED'],
    [404, 'index_not_found_exception', 'ELASTICSEARCH_DATA_STREAM_MISSING'],
    [400, 'index_closed_exception', 'ELASTICSEARCH_DATA_STREAM_UNUSABLE'],
    [400, 'validation_exception', 'ELASTICSEARCH_DATA_STREAM_UNUSABLE'],
    [400, 'invalid_index_name_exception', 'ELASTICSEARCH_DATA_STREAM_UNUSABLE'],
    [400, 'resource_already_exists_exception', 'ELASTICSEARCH_UNAVAILABLE'],
    [503, 'unavailable_shards_exception', 'ELASTICSEARCH_UNAVAILABLE'],
    [500, 'anything', 'ELASTICSEARCH_UNAVAILABLE'],
  ])('%i %s is not about the document: sent again, told as %s', (status, type, code) => {
    expect(classifyItem(item(status, type))).toMatchObject({ kind: 'retry', row: { code } });
  });

  it('knows a missing pipeline by its text, since its type is that of a bad document', () => {
    const reason = 'pipeline with id [mine] does not exist';
    expect(classifyItem(item(400, 'illegal_argument_exception', reason))).toMatchObject({
      kind: 'retry',
      row: { code: 'ELASTICSEARCH_PIPELINE_MISSING' },
    });
  });

  it('gives the reason of the innermost cause', () => {
    const error = {
      type: 'document_parsing_exception',
      reason: 'failed to parse',
      caused_by: { type: 'a', reason: 'outer', caused_by: { type: 'b', reason: 'For input string: "x"' } },
    };
    expect(classifyItem({ create: { status: 400, error } })).toMatchObject({
      reason: 'failed to parse: For input string: "x"',
    });
  });

  it.each([
    null,
    undefined,
    'x',
    [],
    {},
    { index: { status: 201 } },
    { create: {} },
    { create: { status: '201' } },
  ])('sends again where the answer is none: %j', (given) => {
    expect(classifyItem(given)).toMatchObject({ kind: 'retry', row: { code: 'ELASTICSEARCH_BAD_ANSWER' } });
  });
});
