import { existsSync } from 'node:fs';
import { checkpointErrors } from '../checkpoint/errors.ts';
import { runReplay } from '../daemon/replay.ts';
import { createStopControl } from '../daemon/stop-control.ts';
import type { ReplayOutcome } from '../ingest/replay-dead-letters.ts';
import { CodedError } from '../lib/coded-error.ts';
import { createLogger } from '../telemetry/logger.ts';
import type { CliContext, ExitCode } from './context.ts';
import { readConfig } from './read-config.ts';

export interface ReplayOptions {
  readonly config?: string;
  readonly dryRun?: boolean;
  /** The kind of refusal. */
  readonly reason?: string;
  readonly json?: boolean;
}

/** Dead letters through today's mapping and output. Exits 1 when some stay. */
export async function replay(options: ReplayOptions, context: CliContext): Promise<ExitCode> {
  const config = readConfig(options.config, context);
  // Without this, a mistyped path would make a new ledger.
  if (!existsSync(config.checkpoint.path)) {
    throw new CodedError(checkpointErrors.missing, config.checkpoint.path);
  }
  const dryRun = options.dryRun === true;
  const stop = createStopControl();
  const forget = context.onStopSignal(() => stop.stop());
  try {
    const outcome = await runReplay({
      config,
      logger: createLogger(config.log.level, context.log),
      clock: context.clock,
      stop,
      kind: options.reason ?? null,
      dryRun,
    });
    context.out(
      options.json
        ? `${JSON.stringify({ dry_run: dryRun, ...outcome }, null, 2)}\n`
        : replayText(outcome, dryRun),
    );
    return outcome.rejected > 0 && !dryRun ? 1 : 0;
  } finally {
    stop.dispose();
    forget();
  }
}

/** The outcome for people. */
export function replayText(outcome: ReplayOutcome, dryRun: boolean): string {
  const { taken, mapped, indexed, duplicates, filtered, rejected, reasons } = outcome;
  if (taken === 0) return 'No dead letters to replay.\n';
  const count = (value: number) => value.toLocaleString('en');
  const stay = Object.entries(reasons).map(([kind, number]) => `  ${kind}: ${count(number)}`);
  const lines = dryRun
    ? [`${count(taken)} dead letters; nothing was changed.`, `would be written: ${count(mapped)}`]
    : [
        `${count(taken)} dead letters replayed.`,
        `indexed: ${count(indexed)}`,
        `there already: ${count(duplicates)}`,
      ];
  return [
    ...lines,
    `left out by the filters: ${count(filtered)}`,
    `${dryRun ? 'would stay' : 'stay'} dead letters: ${count(rejected)}`,
    ...stay,
    '',
  ].join('\n');
}
