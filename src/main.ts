#!/usr/bin/env -S node --min-semi-space-size=4 --max-semi-space-size=4
import { createInterface } from 'node:readline';
import { keepHeapSmall } from './lib/small-heap.ts';

// Before anything else is loaded, which alone would make the heap grow.
keepHeapSmall();
const { runCli } = await import('./cli/program.ts');

// SIGHUP: the terminal has closed. Node ends at it, also below nohup, whose ignoring of it is not inherited.
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

// A defect. Only its stack is printed: Node would show each property of the error too, and what hangs on it.
process.on('uncaughtException', (error) => {
  process.stderr.write(
    `m365-audit: ${error instanceof Error ? error.stack : 'something that is no error was thrown'}\n`,
  );
  process.exit(1);
});

// A log that has nowhere to go, since its disk is full or its reader gone, is no reason to stop collecting. What is
// written when there is room again arrives.
process.stderr.on('error', () => undefined);

// Whoever reads our output may stop reading (`| head`): that is their right, and no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`m365-audit: what is printed cannot be written: ${error.message}\n`);
  process.exit(1);
});

const exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  log: process.stderr,
  lines: (signal) => createInterface({ input: process.stdin, signal }),
  isTerminal: process.stdout.isTTY === true,
  clock: Date.now,
  onStopSignal(callback) {
    let received = 0;
    const listener = () => {
      received += 1;
      // Whoever asks twice does not want to wait; what is not acknowledged is done again at the next start.
      if (received > 1) process.exit(1);
      callback();
    };
    for (const signal of stopSignals) process.on(signal, listener);
    return () => {
      for (const signal of stopSignals) process.off(signal, listener);
    };
  },
});
// A pipe takes what was written in its own time; the process must not end before it has.
await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
process.exit(exitCode);
