import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { openFileOutput } from '../../../src/output/file/file-output.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { writerParts } from '../../support/writer-parts.ts';

const WRITER = fileURLToPath(new URL('../../support/endless-file-writer.ts', import.meta.url));
const { signal } = new AbortController();

/** Lets the writer promise some writes, and kills it in the middle of the next ones. */
async function writeUntilKilled(path: string, promises: number): Promise<number[]> {
  const child: ChildProcess = spawn(process.execPath, [WRITER, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.stdout === null) throw new TypeError('the writer has no output');
  const promised: number[] = [];
  for await (const line of createInterface(child.stdout)) {
    promised.push(Number(line));
    if (promised.length === promises) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return promised;
}

function idsIn(path: string): string[] {
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => readFileSync(join(path, name), 'utf8').split('\n').slice(0, -1))
    .map((line) => String((JSON.parse(line) as { _id: unknown })._id));
}

it('loses nothing that was promised and writes nothing twice, when the process is killed', async () => {
  const path = tempFolder();
  const promised = await writeUntilKilled(path, 50);
  expect(promised.length).toBeGreaterThanOrEqual(50);

  const { retry, retryForMs, clock, sleep, events } = writerParts('http://unused').options;
  const output = await openFileOutput({
    path,
    maxFileBytes: 100_000,
    retry,
    retryForMs,
    clock,
    sleep,
    events,
  });
  const written = new Set(idsIn(path));
  const promisedIds = promised.flatMap((number) => Array.from({ length: 10 }, (_, at) => `${number}-${at}`));
  expect(promisedIds.filter((id) => !written.has(id))).toEqual([]);

  // The blobs whose acknowledgement was lost are delivered once more.
  const numbers = Array.from({ length: Math.max(...promised) + 20 }, (_, number) => number);
  const again = numbers.flatMap((number) => Array.from({ length: 10 }, (_, at) => `${number}-${at}`));
  const documents = again.map((id) => ({
    id,
    dataStream: 'logs-o365.audit-default',
    source: Buffer.from('{}'),
  }));
  const result = await output.write(documents, signal);
  await output.close();
  expect(result.duplicates).toBe(again.filter((id) => written.has(id)).length);
  const ids = idsIn(path);
  expect(new Set(ids).size).toBe(ids.length);
  expect(again.filter((id) => !ids.includes(id))).toEqual([]);
});
