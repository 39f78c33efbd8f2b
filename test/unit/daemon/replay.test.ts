import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCompleteness } from '../../../src/checkpoint/read-completeness.ts';
import { openLedgerBeside } from '../../../src/checkpoint/sqlite-ledger.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { runReplay } from '../../../src/daemon/replay.ts';
import { createStopControl } from '../../../src/daemon/stop-control.ts';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { deadLetter, emptyLedger, noRecords, pendingBlob } from '../../support/ledger.ts';
import { blob, stream } from '../../support/streams.ts';
import { MINIMAL } from '../config/config-text.ts';

const now = Date.UTC(2026, 7, 10, 12);

/** A ledger that a daemon has open, with two dead letters, and a configuration that writes files. */
function runningDaemon() {
  const opened = emptyLedger({ nowMs: now });
  const { ledger, path } = opened;
  ledger.recordListed(stream(), [blob('a', now), blob('b', now)], now);
  const counts = { ...noRecords, records: 2, deadLetters: 2 };
  ledger.recordDelivered(pendingBlob('a', now), counts, [deadLetter('1'), deadLetter('2')], now);
  const config = join(dirname(path), 'config.yaml');
  writeFileSync(config, `${MINIMAL}checkpoint: { path: ${path} }\n`);
  return { ...opened, config };
}

function replay(configPath: string, dryRun: boolean) {
  const config = loadConfig(configPath, { env: {} });
  const logger = createLogger('error', { write: () => undefined });
  const stop = createStopControl();
  return runReplay({ config, logger, clock: () => now, stop, kind: null, dryRun });
}

describe('a replay beside a running daemon', () => {
  it('is refused where documents go to files, which have one writer', async () => {
    const { ledger, config } = runningDaemon();

    await expect(replay(config, false)).rejects.toMatchObject({ code: 'CHECKPOINT_LOCKED' });

    ledger.close();
  });

  it('tells what would become of the dead letters all the same', async () => {
    const { ledger, config } = runningDaemon();

    expect(await replay(config, true)).toMatchObject({ taken: 2, mapped: 2 });

    expect(ledger.deadLettersAfter(0, null, 1000)).toHaveLength(2);
    ledger.close();
  });

  it('settles in the ledger that the daemon goes on writing to', () => {
    const { ledger, path, streams } = runningDaemon();
    const beside = openLedgerBeside(path, streams, { limitBytes: 1000, version: 'test' });

    const letters = beside.deadLettersAfter(0, null, 1000);
    ledger.recordDelivered(pendingBlob('b', now), { ...noRecords, records: 1, indexed: 1 }, [], now);
    beside.recordReplayed(
      { letters, counts: { ...noRecords, records: 2, indexed: 2 }, rejected: [], wholeBlob: false },
      now,
    );

    expect(ledger.deadLetterSpace().usedBytes).toBe(0);
    expect(readCompleteness(path, now)).toMatchObject({
      mismatches: [],
      totals: { blobs: { delivered: 2 }, records: { fetched: 3, indexed: 3, dead_letters: 0 } },
    });
    beside.close();
    ledger.close();
  });
});
