import { abortableSleep } from '../../src/lib/abortable-sleep.ts';
import { openFileOutput } from '../../src/output/file/file-output.ts';

// Writes documents into the folder of its argument until it is killed, and prints the number of each write that was promised.
const [path = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const nothing = (): void => undefined;
const output = await openFileOutput({
  path,
  maxFileBytes: 100_000,
  retry: { baseMs: 10, maxMs: 10, random: Math.random },
  retryForMs: Number.POSITIVE_INFINITY,
  clock: Date.now,
  sleep: abortableSleep,
  events: { batchWritten: nothing, batchRetried: nothing },
});

async function writeFrom(first: number, step: number): Promise<void> {
  for (let number = first; ; number += step) {
    const documents = Array.from({ length: 10 }, (_, at) => ({
      id: `${number}-${at}`,
      dataStream: 'logs-o365.audit-default',
      source: Buffer.from(JSON.stringify({ number, at, text: 'x'.repeat(200) })),
    }));
    await output.write(documents, signal);
    process.stdout.write(`${number}\n`);
  }
}

await Promise.all([0, 1, 2, 3].map((first) => writeFrom(first, 4)));
