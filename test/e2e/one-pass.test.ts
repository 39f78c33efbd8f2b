import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStatus } from '../../src/checkpoint/read-status.ts';
import { runCommand } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { writtenDocuments } from '../support/output-files.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('run --once', () => {
  it('writes each record of the 7 days once, and a second pass fetches and writes nothing', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 1500 });
    const config = writeConfigFile(folder, sandbox);

    const first = await runCommand(['run', '--once', '--config', config]);
    const second = await runCommand(['run', '--once', '--config', config]);

    expect([first.exitCode, second.exitCode], first.stderr).toEqual([0, 0]);
    const ids = writtenDocuments(join(folder, 'out')).map((document) => document._id);
    expect(ids).toHaveLength(1500);
    expect(new Set(ids).size).toBe(1500);
    expect(sandbox.report()).toMatchObject({
      totals: { neverListed: 0, neverFetched: 0, fetchedAgain: 0 },
      violations: [],
    });
  });

  it('comes to the same end through every passing fault of the service', async () => {
    const folder = tempFolder();
    const passing = { rate: 0.15, times: 1 };
    const sandbox = await sandboxForTest({
      records: 600,
      pageSize: 7,
      faults: {
        'token-html': passing,
        'token-revoked': { rate: 1 },
        'list-error': passing,
        'list-html': passing,
        'list-cut': passing,
        'list-af429': passing,
        'page-refused': passing,
        'blob-error': passing,
        'blob-html': passing,
        'blob-429': passing,
        'blob-cut': passing,
        'blob-cut-chunked': passing,
        'blob-invalid-json': passing,
        'blob-object': passing,
        bom: passing,
        'equal-timestamps': passing,
      },
    });
    const config = writeConfigFile(folder, sandbox);

    const result = await runCommand(['run', '--once', '--config', config]);

    expect(result.exitCode, result.stderr).toBe(0);
    const ids = writtenDocuments(join(folder, 'out')).map((document) => document._id);
    expect([ids.length, new Set(ids).size]).toEqual([600, 600]);
    expect(sandbox.report()).toMatchObject({ totals: { neverFetched: 0 }, violations: [] });
    expect(sandbox.trapRequests).toEqual([]);
  });

  it('says by its exit code that not all could be delivered, and keeps the rest for later', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({
      records: 200,
      faults: { 'blob-missing': { rate: 1 } },
    });
    const config = writeConfigFile(folder, sandbox);

    const result = await runCommand(['run', '--once', '--config', config]);

    expect(result.exitCode).toBe(1);
    const { totals, gaps } = readStatus(join(folder, 'checkpoint.db'), Date.now());
    expect(totals.lost).toBe(totals.listed);
    expect(gaps.length).toBeGreaterThan(0);
  });

  it('puts neither the secret nor a token into anything that it prints', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({
      records: 100,
      faults: {
        'token-error': { times: 1 },
        'blob-cut': { rate: 0.5, times: 1 },
        'list-error': { rate: 0.5, times: 1 },
      },
    });
    const config = writeConfigFile(folder, sandbox, { log: { level: 'trace' } });

    const result = await runCommand(['run', '--once', '--config', config]);

    const printed = result.stdout + result.stderr;
    expect(printed.length).toBeGreaterThan(1000);
    expect(sandbox.tokensIssued().length).toBeGreaterThan(0);
    for (const secret of [sandbox.settings.clientSecret, ...sandbox.tokensIssued()]) {
      expect(printed).not.toContain(secret);
    }
  });
});
