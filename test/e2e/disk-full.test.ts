import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeConfigFile } from '../support/config-file.ts';
import { writtenDocuments } from '../support/output-files.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

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
