import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readCompleteness } from '../../checkpoint/read-completeness.ts';
import { readStatus } from '../../checkpoint/read-status.ts';
import { loadConfig } from '../../config/load-config.ts';
import { runDaemon } from '../../daemon/daemon.ts';
import { createStopControl, type StopControl } from '../../daemon/stop-control.ts';
import { createLogger } from '../../telemetry/logger.ts';
import type { CliContext, ExitCode } from '../context.ts';
import { scriptPath } from './child.ts';
import { type DemoOutput, writeDemoConfig } from './demo-config.ts';
import { findExample } from './example.ts';
import { nextCommands } from './next-commands.ts';
import { startElasticsearch, startMicrosoft } from './sandboxes.ts';
import { summaryText } from './summary.ts';
import { withProgress } from './with-progress.ts';

export interface DemoOptions {
  readonly records?: string;
  readonly keepRunning?: boolean;
}

/** The sandbox holds 7 days; a day more for what lies at the edge. */
const demoSpanMs = 8 * 24 * 3_600_000;

/** The whole product on this machine: a sandbox of Microsoft 365, Elasticsearch if one can be had, and one pass. */
export async function demo(options: DemoOptions, context: CliContext): Promise<ExitCode> {
  // Before anything is made: an image has no sandbox, and often nothing to write to either.
  scriptPath('sandbox/microsoft/main.ts');
  await using closing = new AsyncDisposableStack();
  const stop = stopAtOnce(context);
  closing.defer(() => stop.dispose());
  const folder = mkdtempSync(join(tmpdir(), 'm365-audit-demo-'));
  let worthALook = true;
  closing.defer(() => {
    if (!worthALook) rmSync(folder, { recursive: true, force: true });
  });
  try {
    return (await show(options, folder, context, stop, closing)) ? 0 : 1;
  } catch (error) {
    if (!stop.stopping.aborted) throw error;
    worthALook = false;
    return 1;
  }
}

/** Ctrl-C ends the demo as fast as its parts can end: nothing has to be finished. */
function stopAtOnce(context: CliContext): StopControl {
  const stop = createStopControl(0);
  const forget = context.onStopSignal(() => {
    context.out('\nStopping ...\n');
    stop.stop();
  });
  return {
    ...stop,
    dispose() {
      stop.dispose();
      forget();
    },
  };
}

async function show(
  options: DemoOptions,
  folder: string,
  context: CliContext,
  stop: StopControl,
  closing: AsyncDisposableStack,
): Promise<boolean> {
  const keepRunning = options.keepRunning === true;
  const records = options.records === undefined ? null : resolve(options.records);
  context.out('m365-audit demo: 7 days of audit records of a made-up tenant, collected on this machine.\n\n');

  context.out('Starting the sandbox of Microsoft 365 (Entra ID and the Management API over TLS) ...\n');
  const microsoft = await startMicrosoft(folder, records, stop.stopping);
  closing.defer(() => microsoft.stop());
  context.out(`  ${microsoft.records.toLocaleString('en')} records at ${microsoft.announcement.url}\n`);

  context.out('Starting Elasticsearch ...\n');
  const tell = (text: string) => {
    if (!stop.stopping.aborted) context.out(text.replaceAll(/^(?=.)/gm, '  '));
  };
  const { output, stop: stopOutput } = await startElasticsearch(join(folder, 'out'), tell, stop.stopping);
  closing.defer(stopOutput);
  context.out(outputText(output));

  const config = writeDemoConfig(folder, microsoft.announcement, output);
  const complete = await collect(config, output, keepRunning, context, stop);
  if (keepRunning) {
    context.out('Everything stays up until Ctrl-C.\n');
    if (!stop.stopping.aborted) await once(stop.stopping, 'abort');
  }
  return complete;
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
    withProgress(config.checkpoint.path, context, stop.stopping, (onHealth) =>
      runDaemon({
        config,
        logger: createLogger(config.log.level, quietWhenStopped(context.log, stop.stopping)),
        clock: context.clock,
        once: true,
        stop,
        onHealth,
      }),
    );
  const startedMs = context.clock();
  context.out('\nCollecting: m365-audit run --once\n');
  const first = await onePass();
  stop.stopping.throwIfAborted();
  context.out('Once more, because content appears late: only what is new is fetched.\n');
  const complete = first && (await onePass());
  stop.stopping.throwIfAborted();
  const seconds = (context.clock() - startedMs) / 1000;
  const status = readStatus(config.checkpoint.path, context.clock());
  const completeness = readCompleteness(config.checkpoint.path, context.clock() - demoSpanMs);
  const example = await findExample(output);
  context.out(
    summaryText({
      status,
      completeness,
      seconds,
      example,
      next: nextCommands(configPath, output, keepRunning),
    }),
  );
  return complete;
}

/** What a pass says that somebody stopped is no news to them. */
function quietWhenStopped(log: CliContext['log'], stopping: AbortSignal): CliContext['log'] {
  return { write: (line) => void (stopping.aborted || log.write(line)) };
}
