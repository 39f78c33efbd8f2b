import type { Client } from '@elastic/elasticsearch';
import { isJsonObject } from '../../lib/json-object.ts';
import { readErrorBody } from './error-body.ts';
import type { Copy } from './find-copies.ts';
import { askForLookup } from './lookup-failure.ts';

export interface Removal {
  readonly removed: number;
  readonly left: number;
  /** Why the first of those that are left could not be removed. */
  readonly reason: string;
}

/**
 * Removes exactly these copies: one that has changed since it was seen stays. One that is gone already counts as removed.
 * @throws LookupFailure
 */
export async function removeCopies(
  client: Client,
  copies: readonly Copy[],
  signal: AbortSignal,
): Promise<Removal> {
  const operations = copies.map(({ id, index, seqNo, primaryTerm }) => ({
    delete: { _index: index, _id: id, if_seq_no: seqNo, if_primary_term: primaryTerm },
  }));
  const answer: unknown = await askForLookup(signal, () => client.bulk({ operations }, { signal }));
  const items: readonly unknown[] = isJsonObject(answer) && Array.isArray(answer.items) ? answer.items : [];
  const refusals = copies.flatMap((_, at) => refusalIn(items[at]));
  return {
    removed: copies.length - refusals.length,
    left: refusals.length,
    reason: refusals[0] ?? 'the record stands in an earlier backing index',
  };
}

/** 404 and 409: somebody else has removed it, as two writes that see each other do. */
const GONE: readonly unknown[] = [200, 404, 409];

function refusalIn(item: unknown): readonly string[] {
  const result = isJsonObject(item) && isJsonObject(item.delete) ? item.delete : {};
  if (GONE.includes(result.status)) return [];
  const { type, reason } = readErrorBody(result.error);
  return [`${type}: ${reason}`];
}
