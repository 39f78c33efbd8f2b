import { fstatSync } from 'node:fs';

/** How often the parent process is looked at. */
const LOOK_EVERY_MS = 1_000;

/**
 * Calls back once when whoever started this process is gone: standard input, where it is a pipe, ends, or the parent process
 * changes. Signals do not tell that, since a killed parent sends none.
 */
export function onOwnerGone(callback: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) tell();
  }, LOOK_EVERY_MS);
  watch.unref();
  const input = fstatSync(process.stdin.fd);
  if (input.isFIFO() || input.isSocket()) {
    process.stdin.once('end', tell).once('error', tell).resume();
    process.stdin.unref();
  }

  function tell(): void {
    clearInterval(watch);
    callback();
  }
}
