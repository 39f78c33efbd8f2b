import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readCompleteness } from '../../checkpoint/read-completeness.ts';
import { readStatus } from '../../checkpoint/read-status.ts';
import { loadConfig } from '../../config/load-config.ts';
import { runDaemon } from '../../daemon/daemon.ts';
import type { Health } from '../../daemon/health.ts';
import { createStopControl, type StopControl } from '../../daemon/stop-control.ts';
import { createLogger } from '../../telemetry/logger.ts';
import type { CliContext, ExitCode } from '../context.ts';
import { type DemoOutput, writeDemoConfig } from './demo-config.ts';
import { findExamples } from './examples.ts';
import { nextCommands } from './next-commands.ts';
import { createProgressView, type Progress } from './progress.ts';
import { startElasticsearch, startMicrosoft } from './sandboxes.ts';
import { summaryText } from './summary.ts';

export interface DemoOptions {
  readonly records?: string;
  readonly keepRunning?: boolean;
}

const showEveryMs = 250;
/** The sandbox holds 7 days; a day more for what lies at the edge. */
const demoSpanMs = 8 * 24 * 3_600_000;

/** The whole product on this machine: a sandbox of Microsoft 365, Elasticsearch if one can be had, and one pass. */
export async function demo(options: DemoOptions, context: CliContext): Promise<ExitCode> {
  const stop = createStopControl();
  const { promise: stopped, resolve: end } = Promise.withResolvers<void>();
  const forget = context.onStopSignal(() => {
    stop.stop();
    end();
  });
  await using closing = new AsyncDisposableStack();
  closing.defer(() => {
    stop.dispose();
    forget();
  });
  const keepRunning = options.keepRunning === true;
  const folder = mkdtempSync(join(tmpdir(), 'm365-audit-demo-'));
  context.out('m365-audit demo: 7 days of audit records of a made-up tenant, collected on this machine.\n\n');

  context.out('Starting the sandbox of Microsoft 365 (Entra ID and the Management API over TLS) ...\n');
  const microsoft = await startMicrosoft(
    folder,
    options.records === undefined ? null : resolve(options.records),
  );
  closing.defer(() => microsoft.stop());
  context.out(`  ${microsoft.records.toLocaleString('en')} records at ${microsoft.announcement.url}\n`);

  context.out('Starting Elasticsearch ...\n');
  const { output, stop: stopOutput } = await startElasticsearch(join(folder, 'out'), (text) =>
    context.out(text.replaceAll(/^(?=.)/gm, '  ')),
  );
  closing.defer(stopOutput);
  context.out(outputText(output));

  const config = writeDemoConfig(folder, microsoft.announcement, output);
  const complete = await collect(config, output, keepRunning, context, stop);
  if (keepRunning && !stop.stopping.aborted) {
    context.out('Everything stays up until Ctrl-C.\n');
    await stopped;
  }
  return complete ? 0 : 1;
}

function outputText(output: DemoOutput): string {
  if (output.kind === 'elasticsearch') return `  at ${output.url}\n`;
  return [
    '  none could be had, so documents go to files:',
    ...output.why.map((why) => `  - ${why}`),
    '',
  ].join('\n');
}

async function collect(
  configPath: string,
  output: DemoOutput,
  keepRunning: boolean,
  context: CliContext,
  stop: StopControl,
): Promise<boolean> {
  const config = loadConfig(configPath, { env: context.env });
  const onePass = () =>
    withProgress(config.checkpoint.path, context, (onHealth) =>
      runDaemon({
        config,
        logger: createLogger(config.log.level, context.log),
        clock: context.clock,
        once: true,
        stop,
        onHealth,
      }),
    );
  const startedMs = context.clock();
  context.out('\nCollecting: m365-audit run --once\n');
  const first = await onePass();
  context.out('Once more, because content appears late: only what is new is fetched.\n');
  const complete = first && (await onePass());
  const seconds = (context.clock() - startedMs) / 1000;
  const status = readStatus(config.checkpoint.path, context.clock());
  const completeness = readCompleteness(config.checkpoint.path, context.clock() - demoSpanMs);
  const examples = await findExamples(output);
  context.out(
    summaryText({
      status,
      completeness,
      seconds,
      examples,
      next: nextCommands(configPath, output, keepRunning),
    }),
  );
  return complete;
}

/** Shows how far one pass has come, from the ledger, while it lasts. */
async function withProgress<T>(
  checkpointPath: string,
  context: CliContext,
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
  const timer = setInterval(() => {
    if (existsSync(checkpointPath)) view.show(progress());
  }, showEveryMs);
  try {
    return await work((found) => {
      health = found;
    });
  } finally {
    clearInterval(timer);
    if (existsSync(checkpointPath)) view.end(progress());
  }
}

function recordsSoFar(checkpointPath: string, context: CliContext): number {
  return existsSync(checkpointPath) ? readStatus(checkpointPath, context.clock()).totals.records : 0;
}
