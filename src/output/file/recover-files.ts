import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { idOfLine } from './document-line.ts';
import { idWords } from './id-set.ts';
import { formatFileName } from './output-file-name.ts';
import { lengthOfWholeLines, readLines } from './read-lines.ts';
import type { RecentIds } from './recent-ids.ts';

export interface RecoverOptions {
  readonly folder: string;
  readonly dataStream: string;
  /** Numbers of its files, ascending, at least one. */
  readonly sequences: readonly number[];
  /** How much of the end of the files is read. */
  readonly recoverBytes: number;
  /** Where the ids of the last documents are put, in their order. */
  readonly recent: RecentIds;
}

/**
 * Takes up where an earlier process ended, perhaps in the middle of a line: cuts off what was not finished, and reads back the ids
 * of the last documents, since a killed process may have written some that it did not acknowledge any more.
 *
 * @returns the last file and its length
 */
export async function recoverFiles(options: RecoverOptions): Promise<{ sequence: number; bytes: number }> {
  const { folder, dataStream, sequences, recoverBytes, recent } = options;
  const parts: { path: string; from: number }[] = [];
  let left = recoverBytes;
  let last: { sequence: number; bytes: number } | undefined;
  for (const sequence of sequences.toReversed()) {
    const path = join(folder, formatFileName({ dataStream, sequence }));
    const bytes = last === undefined ? await cutUnfinished(path) : await sizeOf(path);
    last ??= { sequence, bytes };
    parts.unshift({ path, from: Math.max(0, bytes - left) });
    left -= bytes;
    if (left <= 0) break;
  }
  for (const { path, from } of parts) await rememberIds(path, from, recent);
  return last ?? { sequence: 0, bytes: 0 };
}

async function cutUnfinished(path: string): Promise<number> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    const whole = await lengthOfWholeLines(file, size);
    if (whole < size) {
      await file.truncate(whole);
      await file.datasync();
    }
    return whole;
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

async function rememberIds(path: string, from: number, recent: RecentIds): Promise<void> {
  const file = await open(path, 'r');
  try {
    for await (const { beginning, bytes } of readLines(file, from)) {
      // Reading may begin in the middle of a line, which is none then.
      const id = idOfLine(beginning);
      if (id !== undefined) recent.add(idWords(id), bytes);
    }
  } finally {
    await file.close();
  }
}
