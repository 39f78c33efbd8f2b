import { isJsonObject } from '../../lib/json-object.ts';
import { objectAt } from './template-files.ts';

/** One of the indices that a data stream consists of. */
export interface BackingIndex {
  readonly name: string;
  readonly createdMs: number;
}

const HOUR_MS = 3_600_000;
/**
 * A record can come again as long as the API holds it, which is 7 days (Management Activity API reference). One day more for
 * clocks that disagree and for writes that wait for a cluster that is down.
 */
const LOOK_BACK_MS = 8 * 24 * HOUR_MS;
/** Each costs a request for each batch. A data stream that rolls over more often is looked through for its newest part. */
const MAX_EARLIER = 16;

/**
 * Reads `GET /<data stream>/_settings/index.creation_date`, oldest first.
 * @param answer external input: `{<name>: {settings: {index: {creation_date: "<epoch ms>"}}}}`
 */
export function readBackingIndices(answer: unknown): readonly BackingIndex[] {
  const entries = isJsonObject(answer) ? Object.entries(answer) : [];
  return entries
    .filter((entry): entry is [string, Readonly<Record<string, unknown>>] => isJsonObject(entry[1]))
    .map(([name, body]) => ({ name, createdMs: creationDateIn(body) }))
    .toSorted((a, b) => a.createdMs - b.createdMs || (a.name < b.name ? -1 : 1));
}

/**
 * The backing indices in which a record that is delivered now may stand already: those that documents were written to within
 * the last days. An index is written to until the next one is created.
 *
 * @param indices oldest first
 * @returns names, oldest first, the newest index included
 */
export function recentIndices(indices: readonly BackingIndex[], nowMs: number): readonly string[] {
  const recent = indices.filter((_, at) => {
    const writtenUntilMs = indices[at + 1]?.createdMs ?? nowMs;
    return writtenUntilMs > nowMs - LOOK_BACK_MS;
  });
  return recent.slice(-MAX_EARLIER - 1).map(({ name }) => name);
}

function creationDateIn(body: Readonly<Record<string, unknown>>): number {
  const date = Number(objectAt(objectAt(body, 'settings'), 'index').creation_date);
  return Number.isFinite(date) ? date : 0;
}
