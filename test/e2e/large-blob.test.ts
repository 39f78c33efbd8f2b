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
      const peakBytes = 1024 * Number(/peak rss (\d+)/.exec(again.stderr)?.[1]);
      expect(peakBytes).toBeLessThan(240 * mib + (gzip ? 0.2 : 1) * bodyBytes);
    },
    90_000,
  );
});
