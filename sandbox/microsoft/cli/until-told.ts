/**
 * Resolves when this process is told to end: SIGTERM or SIGINT, or, if asked for, the end of stdin, which comes when
 * the parent process ends, however it ends.
 */
export async function untilTold(byStdin: boolean): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
    if (!byStdin) return;
    process.stdin.once('end', () => resolve());
    process.stdin.once('error', () => resolve());
    process.stdin.resume();
  });
  process.stdin.pause();
}
