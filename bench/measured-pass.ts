import { keepHeapSmall } from '../src/lib/small-heap.ts';

// One pass in a process of its own, which ends by telling what it used: CPU in microseconds, peak memory in KiB.
// Like main.ts, it sets up the heap before anything else is loaded.
keepHeapSmall();
const { loadConfig } = await import('../src/config/load-config.ts');
const { runDaemon } = await import('../src/daemon/daemon.ts');
const { createStopControl } = await import('../src/daemon/stop-control.ts');
const { createLogger } = await import('../src/telemetry/logger.ts');

const config = loadConfig(process.argv[2] ?? '', { env: process.env });
const logger = createLogger(config.log.level, process.stderr);
const stop = createStopControl();
const complete = await runDaemon({ config, logger, clock: Date.now, once: true, stop });
stop.dispose();
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
process.stdout.write(JSON.stringify({ cpu: userCPUTime + systemCPUTime, rss: maxRSS }));
process.exitCode = complete ? 0 : 1;
