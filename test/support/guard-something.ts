import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startGuarded } from '../../sandbox/elasticsearch/guarded-process.ts';
import { abortableSleep } from '../../src/lib/abortable-sleep.ts';

// Starts a guarded program in the folder of its argument, prints the program's process id, and waits to be killed.
const [folder = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const logFile = join(folder, 'log');
const program = ['/bin/sh', '-c', 'echo $$; exec sleep 600'] as const;
await startGuarded({ program, env: process.env, folder, logFile, owner: undefined, graceMs: 1_000 });
while (!readFileSync(logFile, 'utf8').endsWith('\n')) await abortableSleep(5, signal);
process.stdout.write(readFileSync(logFile));
await abortableSleep(600_000, signal);
