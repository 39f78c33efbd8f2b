import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MicrosoftSandbox } from '../../sandbox/microsoft/microsoft-sandbox.ts';
import { generatedSupply } from '../../sandbox/microsoft/records/generated-supply.ts';
import { runCommand, startCommand } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { deliveredBlobs } from '../support/delivered-blobs.ts';
import { writtenDocuments } from '../support/output-files.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tenantId } from '../support/streams.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const mib = 1024 * 1024;
/** Lets a process tell its peak memory when it ends. */
const tellPeak = `--import=data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => process.stderr.write('peak rss ' + process.resourceUsage().maxRSS))",
)}`;

/** One blob of so many generated records; returns the bytes of its body. */
function addLargeBlob(sandbox: MicrosoftSandbox, records: number): number {
  const supply = generatedSupply('large', { tenantId, contentType: 'Audit.Exchange' }, records);
  const createdMs = Date.now() - 60_000;
  const texts = Array.from({ length: records }, (_, index) => supply.json(index, createdMs));
  const body = Buffer.from(`[${texts.join(',')}]`);
  sandbox.addBlob({ contentType: 'Audit.Exchange', body, createdMs });
  return body.length;
}

function peakBytes(stderr: string): number {
  return 1024 * Number(/peak rss (\d+)/.exec(stderr)?.[1]);
}

function bytesIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

describe('a blob that is larger than the memory for it', () => {
  it.each([
    ['as it is', false],
    ['compressed', true],
  ])(
    'arrives %s once and whole, in bounded memory, although the process is killed while it is written',
    async (_, gzip) => {
      const records = 20_000;
      const folder = tempFolder();
      const checkpoint = join(folder, 'checkpoint.db');
      const sandbox = await sandboxForTest({ records: 0, gzip });
      const bodyBytes = addLargeBlob(sandbox, records);
      const config = writeConfigFile(folder, sandbox, { fetch: { memory_limit: '16MiB' } });

      const killed = startCommand(['run', '--once', '--config', config]);
      await waitUntil('a part of it is written', () => bytesIn(join(folder, 'out')) > 4 * mib);
      killed.process.kill('SIGKILL');
      expect((await killed.finished).signal).toBe('SIGKILL');
      expect(deliveredBlobs(checkpoint)).toBe(0);
      const again = await runCommand(['run', '--once', '--config', config], {
        env: { NODE_OPTIONS: tellPeak },
      });

      expect(again.exitCode, again.stderr).toBe(0);
      const ids = writtenDocuments(join(folder, 'out')).map((document) => document._id);
      expect([ids.length, new Set(ids).size]).toEqual([records, records]);
      expect(peakBytes(again.stderr)).toBeLessThan(240 * mib + 0.2 * bodyBytes);
    },
    90_000,
  );

  it('and comes uncompressed takes less than 300 MB, at 100 MB', async () => {
    const records = 88_000;
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 0, gzip: false });
    const bodyBytes = addLargeBlob(sandbox, records);
    expect(bodyBytes).toBeGreaterThan(100 * 1000 ** 2);
    const config = writeConfigFile(folder, sandbox, {});

    const run = await runCommand(['run', '--once', '--config', config], { env: { NODE_OPTIONS: tellPeak } });

    expect(run.exitCode, run.stderr).toBe(0);
    expect(deliveredBlobs(join(folder, 'checkpoint.db'))).toBe(1);
    expect(peakBytes(run.stderr)).toBeLessThan(300 * 1000 ** 2);
  }, 90_000);
});
