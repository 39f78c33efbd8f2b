import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeConfigFile } from '../support/config-file.ts';
import { writtenDocuments } from '../support/output-files.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';

const main = fileURLToPath(new URL('../../src/from-source.js', import.meta.url));
/** A file each write of which fails with ENOSPC. */
const fullDisk = '/dev/full';

describe('a log that goes to a full disk', () => {
  it('keeps nothing from being collected', async (context) => {
    if (!existsSync(fullDisk)) return context.skip(`there is no ${fullDisk} here`);
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 100 });
    const config = writeConfigFile(folder, sandbox);
    const log = openSync(fullDisk, 'w');
    const child = spawn(process.execPath, [main, 'run', '--once', '--config', config], {
      stdio: ['ignore', 'ignore', log],
    });
    closeSync(log);
    onTestFinished(() => {
      child.kill('SIGKILL');
    });

    const exitCode = await new Promise((resolve) => child.once('exit', resolve));

    expect(exitCode).toBe(0);
    expect(writtenDocuments(join(folder, 'out'))).toHaveLength(100);
  });
});

describe('results that go to a full disk', () => {
  it('are told as missing', (context) => {
    if (!existsSync(fullDisk)) return context.skip(`there is no ${fullDisk} here`);
    const out = openSync(fullDisk, 'w');
    onTestFinished(() => closeSync(out));

    const { status, stderr } = spawnSync(process.execPath, [main, '--help'], {
      stdio: ['ignore', out, 'pipe'],
      encoding: 'utf8',
    });

    expect(status).toBe(1);
    expect(stderr).toContain('what is printed cannot be written: ENOSPC');
  });
});
