import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCommand, runInProcess } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';

const valid = `
tenants:
  - id: 11111111-2222-3333-4444-555555555555
    auth: { method: client_secret, client_id: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee, client_secret: "planted-secret-7" }
output:
  file: { path: ./out }
`;

/** A file with this text in it. */
function configFile(yaml: string): string {
  const path = join(tempFolder(), 'config.yaml');
  writeFileSync(path, yaml);
  return path;
}

describe('a configuration that is wrong', () => {
  it.each([
    ['a typo in a key', `${valid}\npoling: { interval: 1m }`, /config\.yaml:8:1 .*poling.*polling/s],
    ['a wrong type', `${valid}\npolling: { interval: [1] }`, /config\.yaml:8:22 polling\.interval/],
    [
      'a missing tenant id',
      valid.replace('- id: 11111111-2222-3333-4444-555555555555', '- name: x'),
      /tenants\[0\]\.?.*id/,
    ],
    [
      'two outputs',
      valid.replace('file: {', 'elasticsearch: { nodes: [http://127.0.0.1:9200] }\n  file: {'),
      /output.*exactly one/i,
    ],
    [
      'an unset environment variable',
      valid.replace('planted-secret-7', '$' + '{NO_SUCH_VARIABLE_7}'),
      /NO_SUCH_VARIABLE_7/,
    ],
  ])('%s is named with its place, exit code 2', async (_name, yaml, message) => {
    const result = await runInProcess(['run', '--once', '--config', configFile(yaml)]);

    expect(result.exitCode, result.stderr).toBe(2);
    expect(result.stderr).toMatch(message);
    expect(result.stdout + result.stderr).not.toContain('planted-secret-7');
  });

  it('is named with every problem at once', async () => {
    const path = configFile(`${valid}\npoling: {}\nfetch: { concurrency: many }\n`);
    const result = await runCommand(['check', '--offline', '--config', path]);

    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain('poling');
    expect(result.stderr).toContain('fetch.concurrency');
  });

  it('can be a file that is not there, or a word that is no command', async () => {
    const missing = await runCommand(['run', '--config', join(tempFolder(), 'none.yaml')]);
    const unknown = await runInProcess(['rnu']);

    expect([missing.exitCode, unknown.exitCode]).toEqual([2, 2]);
    expect(missing.stderr).toContain('CONFIG_UNREADABLE');
  });
});

describe('a checkpoint that cannot be used', () => {
  it.each([
    [
      'a folder that cannot be made',
      'CHECKPOINT_UNWRITABLE',
      (folder: string) => writeFileSync(join(folder, 'state'), ''),
    ],
    [
      'a file of another program',
      'CHECKPOINT_FOREIGN',
      (folder: string) => {
        mkdirSync(join(folder, 'state'));
        writeFileSync(join(folder, 'state', 'checkpoint.db'), 'not ours\n');
      },
    ],
  ])('such as %s: exit code 2', async (_name, code, prepare) => {
    const folder = tempFolder();
    prepare(folder);
    const path = join(folder, 'config.yaml');
    writeFileSync(path, valid);

    const result = await runInProcess(['run', '--once', '--config', path]);

    expect(result.exitCode, result.stderr).toBe(2);
    expect(result.stderr).toContain(code);
  });

  it('such as one of a newer version or of another tenant is refused and left as it was', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 20 });
    const config = writeConfigFile(folder, sandbox);
    await runInProcess(['run', '--once', '--config', config]);
    const checkpoint = join(folder, 'checkpoint.db');

    const other = '99999999-2222-3333-4444-555555555555';
    const otherTenant = writeConfigFile(folder, sandbox, { tenant: { id: other } });
    const refused = await runInProcess(['run', '--once', '--config', otherTenant]);
    const database = new DatabaseSync(checkpoint);
    database.exec('PRAGMA user_version = 999; PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
    const before = readFileSync(checkpoint);
    const newer = await runCommand(['run', '--once', '--config', otherTenant]);

    expect([refused.exitCode, newer.exitCode]).toEqual([2, 2]);
    expect(refused.stderr).toContain('CHECKPOINT_OTHER_TENANT');
    expect(newer.stderr).toContain('CHECKPOINT_NEWER');
    expect(readFileSync(checkpoint).equals(before)).toBe(true);
  });
});

describe('a service that refuses', () => {
  it('a wrong secret is named with its remedy by run and check', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 20 });
    const auth = {
      method: 'client_secret',
      client_id: sandbox.settings.clientId,
      client_secret: 'wrong-secret-42',
    };
    const config = writeConfigFile(folder, sandbox, { tenant: { auth } });

    const run = await runCommand(['run', '--once', '--config', config]);
    const check = await runInProcess(['check', '--json', '--config', config]);

    expect([run.exitCode, check.exitCode]).toEqual([1, 1]);
    expect(run.stderr).toContain('AUTH_SECRET_WRONG');
    expect(check.stdout).toContain('AUTH_SECRET_WRONG');
    for (const { stdout, stderr } of [run, check]) expect(stdout + stderr).not.toContain('wrong-secret-42');
  });

  it('an Elasticsearch that does not answer is named with its remedy by run and check', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 20 });
    // Port 9 (discard) is not served.
    const output = { elasticsearch: { nodes: ['http://127.0.0.1:9'] } };
    const config = writeConfigFile(folder, sandbox, { output });

    const run = await runInProcess(['run', '--once', '--config', config]);
    const check = await runInProcess(['check', '--config', config]);

    expect([run.exitCode, check.exitCode]).toEqual([1, 1]);
    expect(run.stderr).toContain('ELASTICSEARCH_UNREACHABLE');
    expect(check.stdout).toContain('ELASTICSEARCH_UNREACHABLE');
  });
});

describe('an Elasticsearch that refuses the credentials', () => {
  it('is named with its remedy, and the password is in nothing that is printed', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 20 });
    const reason = { type: 'security_exception', reason: 'unable to authenticate user [collector]' };
    const server = createServer((_request, response) => {
      response.writeHead(401, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' });
      response.end(JSON.stringify({ error: { ...reason, root_cause: [reason] }, status: 401 }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const auth = { username: 'collector', password: 'planted-password-7' };
    const output = { elasticsearch: { nodes: [`http://127.0.0.1:${port}`], auth } };
    const config = writeConfigFile(folder, sandbox, { output });

    const run = await runCommand(['run', '--once', '--config', config]);
    const check = await runInProcess(['check', '--config', config]);

    expect([run.exitCode, check.exitCode]).toEqual([1, 1]);
    expect(run.stderr).toContain('ELASTICSEARCH_UNAUTHORIZED');
    expect(check.stdout).toContain('ELASTICSEARCH_UNAUTHORIZED');
    for (const { stdout, stderr } of [run, check])
      expect(stdout + stderr).not.toContain('planted-password-7');
  });
});

describe('blobs that hold odd things', () => {
  it('become documents or dead letters, and nothing is lost', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 100, scenario: 'odd-bodies' });
    const odd = [null, 7, 'text', [], {}, { Id: 'no time' }, { CreationTime: '2026-01-01T00:00:00' }];
    // A minute old: a window ends with the last whole second, so what is created right now is listed by the next pass.
    sandbox.addBlob({ contentType: 'Audit.General', records: odd, createdMs: Date.now() - 60_000 });
    const config = writeConfigFile(folder, sandbox);

    const result = await runCommand(['run', '--once', '--config', config]);
    const status = await runInProcess(['status', '--json', '--config', config]);

    expect(result.exitCode, result.stderr).toBe(0);
    const { totals } = JSON.parse(status.stdout);
    expect(totals).toMatchObject({ pending: 0, lost: 0 });
    expect(totals.dead_letters).toBeGreaterThanOrEqual(4);
    expect(totals.records).toBe(totals.indexed + totals.duplicates + totals.dead_letters);
  });
});
