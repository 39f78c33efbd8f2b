import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { engineAddresses, engineListens } from '../../../sandbox/elasticsearch/docker-engine.ts';
import { parseJavaVersion } from '../../../sandbox/elasticsearch/find-java.ts';
import { startGuarded } from '../../../sandbox/elasticsearch/guarded-process.ts';
import { obtainElasticsearch } from '../../../sandbox/elasticsearch/obtain-elasticsearch.ts';
import { runCommand } from '../../../sandbox/elasticsearch/run-command.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { waitUntil } from '../../support/wait-until.ts';

const { signal } = new AbortController();
const GUARD = fileURLToPath(new URL('../../support/guard-something.ts', import.meta.url));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a node that ELASTICSEARCH_URL names', () => {
  async function urlAnswering(status: number, body: unknown): Promise<string> {
    const server = createServer((_, response) => response.writeHead(status).end(JSON.stringify(body)));
    server.listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const address = server.address();
    return `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  }

  it('is taken, with its credentials', async () => {
    const url = await urlAnswering(200, { version: { number: '9.9.9' } });
    const environment = { ELASTICSEARCH_URL: url, ELASTICSEARCH_API_KEY: 'key' };
    const node = await obtainElasticsearch({ environment, signal });
    expect(node).toMatchObject({
      kind: 'running',
      how: 'url',
      url,
      apiKey: 'key',
      version: '9.9.9',
      fullDistribution: true,
    });
  });

  it.each([
    [401, { error: 'x' }, 'does not accept the credentials'],
    [200, ['something else'], 'not as Elasticsearch does'],
  ])('is the only one that is tried, and its failure is told: %i', async (status, body, text) => {
    const environment = { ELASTICSEARCH_URL: await urlAnswering(status, body) };
    const node = await obtainElasticsearch({ environment, signal });
    expect(node).toEqual({ kind: 'unavailable', reasons: [expect.stringContaining(text)] });
  });
});

describe('the search for a Docker engine', () => {
  it('sees that nothing listens', async () => {
    const nowhere = [`unix://${tempFolder()}/docker.sock`, 'tcp://127.0.0.1:1'];
    expect(await engineListens(nowhere, 1_000)).toBe(false);
  });

  it('looks only where DOCKER_HOST says', () => {
    expect(engineAddresses({ DOCKER_HOST: 'tcp://engine:2375' })).toEqual(['tcp://engine:2375']);
    expect(engineAddresses({ HOME: '/home/me' })).toContain('unix:///home/me/.docker/run/docker.sock');
  });
});

it.each([
  ['openjdk version "25.0.3" 2026-04-21 LTS', 25],
  ['java version "1.8.0_292"', 8],
  ['openjdk version "21-ea" 2023-09-19', 21],
  ['no java here', undefined],
])('reads the Java version of %s', (text, version) => {
  expect(parseJavaVersion(text)).toBe(version);
});

describe('a program that is run', () => {
  it('gives its output, or why it failed', async () => {
    const options = { timeoutMs: 10_000, signal };
    expect(await runCommand('/bin/sh', ['-c', 'cat; echo err >&2'], { ...options, input: 'in ' })).toEqual({
      kind: 'done',
      output: expect.stringContaining('in '),
    });
    expect(await runCommand('/bin/sh', ['-c', 'echo no >&2; exit 3'], options)).toEqual({
      kind: 'failed',
      why: '/bin/sh: exit 3\nno',
    });
    expect(await runCommand('no-such-program', [], options)).toMatchObject({
      why: 'no-such-program: not installed',
    });
    expect(await runCommand('/bin/sleep', ['60'], { ...options, timeoutMs: 20 })).toMatchObject({
      kind: 'failed',
    });
  });
});

describe('a guarded program', () => {
  it('ends with the process that started it, even if that is killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'm365-audit-'));
    const starter = spawn(process.execPath, [GUARD, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(starter.stdout, 'data');
    const pid = Number(String(line));
    expect(isAlive(pid)).toBe(true);
    starter.kill('SIGKILL');
    await waitUntil('the program and its folder are gone', () => !isAlive(pid) && !existsSync(folder));
  });

  it('tells that it ended by itself, and leaves its log', async () => {
    const folder = tempFolder();
    const logFile = join(folder, 'log');
    const program = ['/bin/sh', '-c', 'echo told; exit 1'] as const;
    const guarded = await startGuarded({
      program,
      env: process.env,
      folder,
      logFile,
      owner: undefined,
      graceMs: 1_000,
    });
    await guarded.ended;
    expect(readFileSync(logFile, 'utf8')).toBe('told\n');
    await guarded.stop();
  });

  it('is killed when it does not end', async () => {
    const folder = tempFolder();
    const logFile = join(folder, 'log');
    const program = ['/bin/sh', '-c', 'trap "" TERM; echo $$; while :; do sleep 0.05; done'] as const;
    const guarded = await startGuarded({
      program,
      env: process.env,
      folder,
      logFile,
      owner: undefined,
      graceMs: 50,
    });
    await waitUntil('the program tells its id', () => readFileSync(logFile, 'utf8').endsWith('\n'));
    const pid = Number(readFileSync(logFile, 'utf8'));
    await guarded.stop();
    await waitUntil('the program is gone', () => !isAlive(pid));
  });
});
