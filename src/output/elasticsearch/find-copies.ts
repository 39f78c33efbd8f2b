import type { Client } from '@elastic/elasticsearch';
import { isJsonObject } from '../../lib/json-object.ts';
import { readErrorBody } from './error-body.ts';
import { rowOfErrorType } from './error-types.ts';
import { elasticsearchErrors } from './errors.ts';
import { askForLookup, LookupFailure } from './lookup-failure.ts';

/** A document in one backing index, in the version that was seen. */
export interface Copy {
  readonly id: string;
  readonly index: string;
  readonly seqNo: number;
  readonly primaryTerm: number;
}

const ANSWER_PATHS = ['docs._id', 'docs.found', 'docs._seq_no', 'docs._primary_term', 'docs.error'];

/**
 * Which of these documents a backing index holds. Realtime: it sees what was written a moment ago, which a search does not.
 * An index that is gone holds none.
 *
 * @throws LookupFailure
 */
export async function findCopies(
  client: Client,
  index: string,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly Copy[]> {
  const answer: unknown = await askForLookup(signal, () =>
    client.mget({ index, ids: [...ids], _source: false, filter_path: ANSWER_PATHS }, { signal }),
  );
  const docs = isJsonObject(answer) && Array.isArray(answer.docs) ? answer.docs : [];
  if (docs.length !== ids.length) {
    const detail = `${docs.length} documents where ${ids.length} were asked for`;
    throw new LookupFailure({ row: elasticsearchErrors.badAnswer, detail }, false);
  }
  return docs.flatMap((doc, at) => copyIn(doc, ids[at] ?? '', index));
}

function copyIn(doc: unknown, id: string, index: string): readonly Copy[] {
  if (!isJsonObject(doc)) return [];
  if (doc.error !== undefined) throwUnlessGone(doc.error);
  const { found, _seq_no: seqNo, _primary_term: primaryTerm } = doc;
  if (found !== true || typeof seqNo !== 'number' || typeof primaryTerm !== 'number') return [];
  return [{ id, index, seqNo, primaryTerm }];
}

/** Errors of these types pass only when somebody acts on an old index, which new documents cannot wait for. */
const LASTING: ReadonlySet<string> = new Set(['index_closed_exception', 'security_exception']);

function throwUnlessGone(error: unknown): void {
  const body = readErrorBody(error);
  if (body.type === 'index_not_found_exception') return;
  const row = rowOfErrorType(0, body) ?? elasticsearchErrors.unavailable;
  throw new LookupFailure({ row, detail: `${body.type}: ${body.reason}` }, LASTING.has(body.type));
}
