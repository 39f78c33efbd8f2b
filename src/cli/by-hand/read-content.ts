import { parseRecords, partsOf } from '../../ingest/split-blob.ts';
import { abortableSleep } from '../../lib/abortable-sleep.ts';
import type { ContentBlob } from '../../model/blob.ts';
import type { Window } from '../../model/window.ts';
import { fetchBlob } from '../../source/management-api/fetch-blob.ts';
import { listContent } from '../../source/management-api/list-content.ts';
import type { ClientByHand } from './with-client.ts';

/** One entry of a content list. */
export interface ListedBlob {
  readonly contentType: string;
  readonly blob: ContentBlob;
}

/** What became of one blob: its records, or why it could not be had. */
export interface ReadBlob extends ListedBlob {
  readonly records: readonly unknown[];
  readonly error: unknown;
}

/** Blobs that are fetched ahead of the one that is being printed. */
const ahead = 8;

/** The blobs of all windows, content type by content type; one that is listed twice comes once. */
export async function* listBlobs(
  contentTypes: readonly string[],
  windows: readonly Window[],
  { client, signal }: ClientByHand,
): AsyncGenerator<ListedBlob> {
  for (const contentType of contentTypes) {
    const seen = new Set<string>();
    for (const window of windows) {
      const pages = listContent(contentType, window, signal, {
        client,
        sleep: abortableSleep,
        random: Math.random,
      });
      for await (const page of pages) {
        for (const blob of page) {
          if (seen.has(blob.contentId)) continue;
          seen.add(blob.contentId);
          yield { contentType, blob };
        }
      }
    }
  }
}

/** Fetches the blobs, several at a time, and gives them in the order in which they came. */
export async function* readBlobs(
  blobs: AsyncIterable<ListedBlob>,
  by: ClientByHand,
): AsyncGenerator<ReadBlob> {
  const fetching: Promise<ReadBlob>[] = [];
  for await (const listed of blobs) {
    const reading = readBlob(listed, by);
    // Its turn comes later; until then its failure is no unhandled one.
    reading.catch(() => undefined);
    fetching.push(reading);
    if (fetching.length < ahead) continue;
    const first = fetching.shift();
    if (first !== undefined) yield await first;
  }
  for (const one of fetching) yield await one;
}

async function readBlob(listed: ListedBlob, { client, signal }: ClientByHand): Promise<ReadBlob> {
  try {
    const body = await fetchBlob(client, listed.blob, signal);
    try {
      const records: unknown[] = [];
      for await (const part of partsOf(body)) {
        for (const record of parseRecords(part)) records.push(record);
      }
      return { ...listed, records, error: null };
    } finally {
      body.release();
    }
  } catch (error) {
    signal.throwIfAborted();
    return { ...listed, records: [], error };
  }
}
