import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkEnrichment } from '../../../src/cli/check/check-enrichment.ts';
import { mmdbFile } from '../../support/mmdb-file.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const NOW = Date.UTC(2026, 7, 1);
const DAY = 86_400_000;

function databaseOf(builtMs: number): string {
  const file = join(tempFolder(), 'city.mmdb');
  const networks = { '81.2.69.0/24': { country: { iso_code: 'GB' } } };
  writeFileSync(file, mmdbFile({ type: 'GeoLite2-City', ipVersion: 6, builtMs, networks }));
  return file;
}

async function verdictsFor(databases: readonly string[]) {
  return await checkEnrichment({ enrich: { geoip: { databases }, user_agent: true } }, NOW);
}

describe('check of the enrichment', () => {
  it('tells each database with its age', async () => {
    const file = databaseOf(NOW - 60 * DAY);
    expect(await verdictsFor([file])).toEqual([
      { subject: 'enrichment', check: 'geoip', status: 'ok', message: `${file}, of 2026-06-02` },
    ]);
  });

  it('warns of a database older than 60 days, with what to do', async () => {
    const file = databaseOf(NOW - 60 * DAY - 1);
    expect(await verdictsFor([file])).toEqual([
      expect.objectContaining({
        status: 'warning',
        code: 'GEOIP_DATABASE_STALE',
        message: expect.stringContaining(file),
        remedy: expect.stringContaining('geoipupdate'),
      }),
    ]);
  });

  it('does not warn of the database that comes along', async () => {
    expect(await verdictsFor([])).toEqual([
      expect.objectContaining({ status: 'ok', message: expect.stringMatching(/comes along, of 20\d\d-/) }),
    ]);
  });

  it('names a file that cannot be read', async () => {
    expect(await verdictsFor(['/nowhere/city.mmdb'])).toEqual([
      expect.objectContaining({ status: 'failed', code: 'GEOIP_DATABASE_UNREADABLE' }),
    ]);
  });

  it('says that places are switched off', async () => {
    const [verdict] = await checkEnrichment({ enrich: { geoip: false, user_agent: true } }, NOW);
    expect(verdict).toMatchObject({ status: 'ok', message: 'switched off' });
  });
});
