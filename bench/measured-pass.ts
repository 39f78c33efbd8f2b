import { loadConfig } from '../src/config/load-config.ts';
import { runDaemon } from '../src/daemon/daemon.ts';
import { createStopControl } from '../src/daemon/stop-control.ts';
import { keepHeapSmall } from '../src/lib/small-heap.ts';
import { createLogger } from '../src/telemetry/logger.ts';

// One pass in a process of its own, which ends by telling what it used: CPU in microseconds, peak memory in KiB.
keepHeapSmall();
const config = loadConfig(process.argv[2] ?? '', { env: process.env });
const logger = createLogger(config.log.level, process.stderr);
const stop = createStopControl();
const complete = await runDaemon({ config, logger, clock: Date.now, once: true, stop });
stop.dispose();
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
process.stdout.write(JSON.stringify({ cpu: userCPUTime + systemCPUTime, rss: maxRSS }));
process.exitCode = complete ? 0 : 1;
