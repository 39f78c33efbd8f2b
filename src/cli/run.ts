import { openTenantFiles } from '../config/tenant-files.ts';
import { runDaemon } from '../daemon/daemon.ts';
import { createStopControl } from '../daemon/stop-control.ts';
import { createLogger } from '../telemetry/logger.ts';
import type { CliContext, ExitCode } from './context.ts';
import { readConfigFile } from './read-config.ts';

export interface RunOptions {
  readonly config?: string;
  readonly once?: boolean;
}

/**
 * The daemon: collects until it is stopped. With --once it makes one complete pass over the lookback and tells by its
 * exit code whether all that was listed is delivered.
 */
export async function run(options: RunOptions, context: CliContext): Promise<ExitCode> {
  const config = readConfigFile(options.config, context);
  const logger = createLogger(config.log.level, context.log);
  const stop = createStopControl();
  const forget = context.onStopSignal(() => {
    logger.info('stopping: finishing what is on its way');
    stop.stop();
  });
  try {
    const once = options.once === true;
    const tenantFiles = openTenantFiles(config, context.env);
    const complete = await runDaemon({ config, logger, clock: context.clock, once, stop, tenantFiles });
    if (stop.stopping.aborted) logger.info('stopped');
    return complete ? 0 : 1;
  } catch (error) {
    // Stopped while it waited for a part, such as Elasticsearch: for the daemon an end like any other.
    if (error === stop.stopping.reason) return options.once === true ? 1 : 0;
    throw error;
  } finally {
    stop.dispose();
    forget();
  }
}
