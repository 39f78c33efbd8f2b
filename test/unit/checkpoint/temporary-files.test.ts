import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readStatus } from '../../../src/checkpoint/read-status.ts';
import { applicationId, migrations } from '../../../src/checkpoint/schema.ts';
import { openLedger } from '../../../src/checkpoint/sqlite-ledger.ts';
import { stream, tenantId } from '../../support/streams.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const now = Date.UTC(2026, 7, 10, 12);
const sources = pathToFileURL(join(import.meta.dirname, '../../../src/checkpoint/')).href;

/** More blobs than SQLite sorts in memory, in a ledger of the first version. */
function largeLedger(path: string): void {
  const database = new DatabaseSync(path);
  database.exec(`${migrations[0]}; PRAGMA application_id = ${applicationId}; PRAGMA user_version = 1;
    INSERT INTO streams (id, tenant_id, content_type, listed) VALUES (1, '${tenantId}', 'Audit.General', 150000);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150000)
    INSERT INTO blobs (stream_id, content_id, content_uri, created_ms, expires_ms, listed_ms)
      SELECT 1, hex(randomblob(30)), 'https://localhost/' || i, ${now} - i * 4000, ${now}, ${now} FROM n`);
  database.close();
}

/**
 * Runs code where only one folder can be written, of those in which SQLite looks for one for its temporary files; as in
 * a container with a read-only root file system.
 */
function withOneWritableFolder(folder: string, code: string) {
  const script = `
    for place in /tmp /var/tmp; do mount --bind $place $place || exit 77; done
    mount --bind "$1" "$1" || exit 77
    for place in /tmp /var/tmp; do mount -o remount,bind,ro $place || exit 77; done
    cd /proc && exec "$2" --no-warnings --input-type=module -e "$3"`;
  const { TMPDIR: _, SQLITE_TMPDIR: __, ...env } = process.env;
  return spawnSync(
    'unshare',
    ['--mount', '--map-root-user', 'sh', '-c', script, 'sh', folder, process.execPath, code],
    { encoding: 'utf8', env },
  );
}

describe('the temporary files of SQLite', () => {
  it('are put beside the ledger, by the daemon and by those who read it', () => {
    const folders = [tempFolder(), tempFolder()];
    const [first = '', second = ''] = folders.map((folder) => join(folder, "it's.db"));
    const now = () => 0;
    const chosen = () => {
      using database = new DatabaseSync(':memory:');
      return database.prepare('PRAGMA temp_store_directory').get()?.temp_store_directory;
    };

    const { ledger: one } = openLedger(first, [stream()], now);
    expect(chosen()).toBe(folders[0]);
    const { ledger: other } = openLedger(second, [stream()], now);
    expect(chosen()).toBe(folders[1]);
    readStatus(first, 0);
    expect(chosen()).toBe(folders[0]);

    one.close();
    other.close();
  });

  it('let a large ledger be brought up to date and read where no other folder can be written', {
    timeout: 120_000,
  }, (ctx) => {
    const folder = tempFolder();
    const path = join(folder, 'checkpoint.db');
    largeLedger(path);
    const code = `
      const { openLedger } = await import('${sources}sqlite-ledger.ts');
      const { readCompleteness } = await import('${sources}read-completeness.ts');
      openLedger(${JSON.stringify(path)}, [${JSON.stringify(stream())}], () => ${now}).ledger.close();
      const { totals } = readCompleteness(${JSON.stringify(path)}, 0);
      process.stdout.write(String(totals.blobs.listed));`;

    const { status, stdout, stderr, error } = withOneWritableFolder(folder, code);

    if (error !== undefined || status === 77 || stderr.startsWith('unshare:')) {
      return ctx.skip(`no mount namespace of one's own here: ${error?.message ?? stderr.trim()}`);
    }
    expect(stderr).toBe('');
    expect(stdout).toBe('150000');
  });
});
