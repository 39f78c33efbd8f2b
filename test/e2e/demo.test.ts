import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { runCommand, startCommand } from '../support/command.ts';
import { elasticsearchForTest } from '../support/elasticsearch.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A few records of one's own, as `--records` takes them. */
function ownRecords(): string {
  const path = join(tempFolder(), 'records.ndjson');
  const record = (number: number) => ({
    Id: `own-record-${process.pid}-${number}`,
    CreationTime: '2026-08-01T09:00:00',
    RecordType: 25,
    Operation: 'MemberAdded',
    Workload: 'MicrosoftTeams',
    UserId: `user${number}@contoso.onmicrosoft.com`,
  });
  writeFileSync(path, Array.from({ length: 40 }, (_, number) => JSON.stringify(record(number))).join('\n'));
  return path;
}

/** No Docker, no Maven, no Java, nothing downloaded before: only Node itself. */
function nothingButNode(): Readonly<Record<string, string>> {
  return {
    PATH: dirname(process.execPath),
    JAVA_HOME: '',
    DOCKER_HOST: 'tcp://127.0.0.1:9',
    ELASTICSEARCH_URL: '',
    M365_AUDIT_CACHE: tempFolder(),
  };
}

describe('the demo', () => {
  it('collects the records it is given into Elasticsearch and tells what it did', async (context) => {
    const node = await elasticsearchForTest(context);

    const result = await runCommand(['demo', '--records', ownRecords()], {
      env: {
        ELASTICSEARCH_URL: node.url,
        ...(node.username === undefined ? {} : { ELASTICSEARCH_USERNAME: node.username }),
        ...(node.password === undefined ? {} : { ELASTICSEARCH_PASSWORD: node.password }),
      },
    });

    expect(result.exitCode, result.stderr).toBe(0);
    expect(result.stdout).toContain(`at ${node.url}`);
    expect(result.stdout).toMatch(/total +\d+ +40 +40 +0 +0/);
    // The newest document of the node, which other tests may have written.
    expect(result.stdout).toContain('"dataset": "o365.audit"');
    expect(result.stdout).toContain('each record is accounted for');
    expect(result.stdout).toContain('Try next');
  });

  it('writes files, and says why, where no Elasticsearch can be had', async () => {
    const result = await runCommand(['demo', '--records', ownRecords()], { env: nothingButNode() });

    expect(result.exitCode, result.stderr).toBe(0);
    expect(result.stdout).toContain('none could be had, so documents go to files:');
    expect(result.stdout).toMatch(/ {2}- \S+/);
    expect(result.stdout).toMatch(/total +\d+ +40 +40 +0 +0/);
    expect(result.stdout).toContain('"provider": "MicrosoftTeams"');
  });

  it.each(['Starting the sandbox', 'Starting Elasticsearch', 'Collecting'])(
    'is stopped while it says "%s" and leaves neither a process, a folder nor a complaint behind',
    async (said) => {
      const temporary = tempFolder();
      const demo = startCommand(['demo'], { env: { ...nothingButNode(), TMPDIR: temporary } });
      await vi.waitUntil(() => demo.printed().includes(said), { timeout: 60_000, interval: 5 });
      demo.process.kill('SIGINT');

      const { exitCode, stdout, stderr } = await demo.finished;

      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/Stopping \.\.\.\n$/);
      expect(stderr).toBe('');
      expect(readdirSync(temporary).filter((name) => name.startsWith('m365-audit-demo-'))).toEqual([]);
    },
  );
});
