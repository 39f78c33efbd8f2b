import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readStatus } from '../../src/checkpoint/read-status.ts';
import { startCommand } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { fillDiskOf, freeDiskOf } from '../support/full-disk.ts';
import { writtenDocuments } from '../support/output-files.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const main = fileURLToPath(new URL('../../src/from-source.js', import.meta.url));

/** A disk of 1 MiB in a mount namespace of its own, nearly full until `more-space` appears beside it. */
const script = `
  set -e
  mount -t tmpfs -o size=1m tmpfs "$1/state"
  head -c 700000 /dev/zero > "$1/state/filler"
  ( while [ ! -e "$1/more-space" ]; do sleep 0.1; done; rm "$1/state/filler"; mount -o remount,size=64m "$1/state" ) &
  exec "$2" "$3" run --config "$1/config.yaml"
`;

/** Whether this machine lets us mount a disk of our own. */
function canMount(): boolean {
  const folder = tempFolder();
  const command = ['-c', 'mount -t tmpfs -o size=1m tmpfs "$1"', 'sh', folder];
  return spawnSync('unshare', ['-rm', 'sh', ...command], { stdio: 'ignore' }).status === 0;
}

describe('a checkpoint on a full disk', () => {
  it('stops the daemon, which says so, and goes on when there is space again, with each record there', async (context) => {
    if (!canMount()) context.skip('needs a mount namespace of its own (unshare -rm), which is refused here');
    const folder = tempFolder();
    const out = join(folder, 'out');
    mkdirSync(join(folder, 'state'));
    const sandbox = await sandboxForTest({ records: 1200, recordsPerBlob: 2 });
    writeConfigFile(folder, sandbox, {
      checkpoint: { path: './state/checkpoint.db' },
      polling: { interval: '1s' },
    });
    const child = spawn('unshare', ['-rm', 'sh', '-c', script, 'sh', folder, process.execPath, main], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await exited;
    });
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });

    await waitUntil('the daemon says that it cannot write', () => log.includes('CHECKPOINT_WRITE_FAILED'));
    writeFileSync(join(folder, 'more-space'), '');
    const ids = () => new Set(writtenDocuments(out).map((document) => document._id));
    await waitUntil('every record is there', () => ids().size === 1200);

    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(ids().size).toBe(1200);
  });
});

describe('output files on a full disk', () => {
  it('are said to be full, and go on when there is space again, with each record there once', {
    timeout: 90_000,
  }, async (context) => {
    const cannot = fillDiskOf(process.pid) ?? freeDiskOf(process.pid);
    if (cannot !== null) context.skip(cannot);
    const folder = tempFolder();
    // Two requests at a time, of 50 ms each: the collection takes long enough for a disk to be full meanwhile.
    const sandbox = await sandboxForTest({ records: 600, recordsPerBlob: 2, latencyMs: 50 });
    const config = writeConfigFile(folder, sandbox, {
      fetch: { concurrency: 2 },
      polling: { interval: '1s' },
    });
    const daemon = startCommand(['run', '--config', config]);
    const out = join(folder, 'out');
    const exists = () =>
      existsSync(out) && readdirSync(out).some((name) => statSync(join(out, name)).size > 0);
    await waitUntil('some records are there', exists, 60_000);
    const totals = () => readStatus(join(folder, 'checkpoint.db'), Date.now()).totals;
    await waitUntil('many more are listed', () => totals().pending > 50, 60_000);

    fillDiskOf(daemon.process.pid ?? 0);
    await waitUntil('the daemon says that it cannot write', () => daemon.printed().includes('EFBIG'));
    freeDiskOf(daemon.process.pid ?? 0);
    await waitUntil('every record is there', () => totals().indexed === 600, 60_000);

    daemon.process.kill('SIGTERM');
    expect((await daemon.finished).exitCode).toBe(0);
    const ids = writtenDocuments(out).map((document) => document._id);
    expect([ids.length, new Set(ids).size]).toEqual([600, 600]);
  });
});
