import { existsSync } from 'node:fs';
import { readStatus } from '../../checkpoint/read-status.ts';
import type { Health } from '../../daemon/health.ts';
import type { CliContext } from '../context.ts';
import { createProgressView, type Progress } from './progress.ts';

const showEveryMs = 250;

/** Shows how far one pass has come, from the ledger, while it lasts and nobody stops it. */
export async function withProgress<T>(
  checkpointPath: string,
  context: CliContext,
  stopping: AbortSignal,
  work: (onHealth: (health: Health) => void) => Promise<T>,
): Promise<T> {
  const view = createProgressView(context.out, context.isTerminal);
  const startedMs = context.clock();
  const before = recordsSoFar(checkpointPath, context);
  let health: Health | null = null;
  const progress = (): Progress => {
    const { listed, delivered, records } = readStatus(checkpointPath, context.clock()).totals;
    const seconds = (context.clock() - startedMs) / 1000;
    const windows = health?.windowsListed ?? 0;
    return { windows, listed, delivered, records, newRecords: records - before, seconds };
  };
  const worthShowing = () => existsSync(checkpointPath) && !stopping.aborted;
  const timer = setInterval(() => {
    if (worthShowing()) view.show(progress());
  }, showEveryMs);
  try {
    return await work((found) => {
      health = found;
    });
  } finally {
    clearInterval(timer);
    if (worthShowing()) view.end(progress());
  }
}

function recordsSoFar(checkpointPath: string, context: CliContext): number {
  return existsSync(checkpointPath) ? readStatus(checkpointPath, context.clock()).totals.records : 0;
}
