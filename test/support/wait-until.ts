import { setTimeout } from 'node:timers/promises';

/** Waits until something holds; fails after `timeoutMs` with what it waited for. */
export async function waitUntil(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 60_000,
): Promise<void> {
  const endMs = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error(`waited in vain: ${what}`);
    await setTimeout(20);
  }
}
