import { describe, expect, it } from 'vitest';
import { classifyRequestFailure } from '../../../../src/output/elasticsearch/classify-request-failure.ts';
import { elasticsearchErrors } from '../../../../src/output/elasticsearch/errors.ts';

const many = { documents: 10, cuts: 0 };
const one = { documents: 1, cuts: 0 };

function failure(status?: number, type?: string) {
  const row = elasticsearchErrors.unavailable;
  return {
    row,
    detail: '',
    ...(status === undefined ? {} : { status }),
    ...(type === undefined ? {} : { type }),
  };
}

describe('classifyRequestFailure', () => {
  it.each([401, 403, 404, 408, 429, 500, 502, 503, 504])('%i is sent again, alone or not', (status) => {
    expect(classifyRequestFailure(failure(status), many)).toBe('retry');
    expect(classifyRequestFailure(failure(status), one)).toBe('retry');
  });

  it.each([
    [413, undefined],
    [400, 'action_request_validation_exception'],
  ])('%i %s is split down to the document that causes it', (status, type) => {
    expect(classifyRequestFailure(failure(status, type), many)).toBe('split');
    expect(classifyRequestFailure(failure(status, type), one)).toBe('reject');
  });

  it('does not blame a document for any other 400', () => {
    expect(classifyRequestFailure(failure(400, 'illegal_argument_exception'), one)).toBe('retry');
  });

  it('tries smaller requests after cut connections, and sets a document aside that is cut alone, but rejects none', () => {
    expect(classifyRequestFailure(failure(), { documents: 2, cuts: 2 })).toBe('retry');
    expect(classifyRequestFailure(failure(), { documents: 2, cuts: 3 })).toBe('split');
    expect(classifyRequestFailure(failure(), { documents: 1, cuts: 2 })).toBe('retry');
    expect(classifyRequestFailure(failure(), { documents: 1, cuts: 99 })).toBe('set_aside');
  });
});
