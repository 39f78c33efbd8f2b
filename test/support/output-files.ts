import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One line of the file output. */
export interface WrittenDocument {
  readonly _id: string;
  readonly _source: { readonly event: { readonly id?: string } } & Readonly<Record<string, unknown>>;
}

/** Every document in the files of a folder, in the order in which they were written. */
export function writtenDocuments(folder: string): WrittenDocument[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .toSorted()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'))
    .filter((line) => line !== '')
    .map((line): WrittenDocument => JSON.parse(line));
}
