import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { tempFolder } from '../../support/temp-folder.ts';
import { parse } from './api-client.ts';

const MAIN = 'sandbox/microsoft/main.ts';
const run = promisify(execFile);

interface Running {
  readonly process: ChildProcess;
  readonly first: Record<string, unknown>;
  /** Resolves with what stdout said after the first line, and the exit code. */
  readonly ended: Promise<{ code: number | null; lines: string[] }>;
}

/** Starts the command and waits for its first line. */
async function start(args: string[]): Promise<Running> {
  const child = spawn(process.execPath, [MAIN, '--port', '0', '--records', '60', ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const first = new Promise<string>((resolve, reject) => {
    reader.once('line', resolve);
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
  reader.on('line', (line) => lines.push(line));
  const ended = new Promise<{ code: number | null; lines: string[] }>((resolve) => {
    child.once('close', (code) => resolve({ code, lines: lines.slice(1) }));
  });
  return { process: child, first: Object(parse(await first)), ended };
}

async function failure(args: string[]): Promise<{ code: unknown; stderr: string }> {
  try {
    await run(process.execPath, [MAIN, ...args]);
    return { code: 0, stderr: '' };
  } catch (error) {
    const { code, stderr } = Object(error);
    return { code, stderr };
  }
}

describe('npm run sandbox:microsoft', () => {
  it('explains itself', async () => {
    const { stdout } = await run(process.execPath, [MAIN, '--help']);
    for (const word of [
      '--records-file',
      '--scenario',
      'server-faults',
      'blob-cut-chunked',
      'SIGTERM',
      'Examples',
    ]) {
      expect(stdout).toContain(word);
    }
  });

  it('says where it listens, can be trusted through its ca file, and reports when it is ended', async () => {
    const folder = tempFolder();
    const report = join(folder, 'report.json');
    const config = join(folder, 'config.yaml');
    const sandbox = await start([
      '--tls-dir',
      folder,
      '--report',
      report,
      '--write-config',
      config,
      '--subscribed',
    ]);
    const { listening, ca_file, tenants, client_id, client_secret } = sandbox.first;
    const [tenant] = Array.isArray(tenants) ? tenants : [];
    expect(ca_file).toBe(join(folder, 'ca.pem'));

    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: String(client_id),
      client_secret: String(client_secret),
      scope: 'https://manage.office.com/.default',
    });
    // A client that knows nothing of the sandbox but its ca file.
    const client = `fetch(process.argv[1], { method: 'POST', body: new URLSearchParams(process.argv[2]) }).then(async (r) => process.stdout.write(await r.text()))`;
    const { stdout } = await run(
      process.execPath,
      ['--eval', client, `${listening}/${tenant}/oauth2/v2.0/token`, body.toString()],
      { env: { ...process.env, NODE_EXTRA_CA_CERTS: String(ca_file) } },
    );
    expect(parse(stdout)).toMatchObject({ token_type: 'Bearer' });

    expect(parseYaml(readFileSync(config, 'utf8'))).toMatchObject({
      tenants: [
        {
          id: tenant,
          endpoints: { login: listening, management: listening },
          auth: { client_id, client_secret },
        },
      ],
      tls: { ca_file },
    });

    sandbox.process.kill('SIGTERM');
    const { code, lines } = await sandbox.ended;
    expect(code).toBe(0);
    expect(parse(lines.at(-1) ?? '')).toMatchObject({ report: { tokensIssued: 1, totals: { records: 60 } } });
    const written: Record<string, unknown> = Object(parse(readFileSync(report, 'utf8')));
    expect(written.blobs).toHaveLength(Number(sandbox.first.blobs));
  });

  it('serves what curl asks for', async (ctx) => {
    if (!(process.env.PATH ?? '').split(':').some((dir) => existsSync(join(dir, 'curl'))))
      ctx.skip('there is no curl');
    const sandbox = await start(['--tls-dir', tempFolder()]);
    const { listening, ca_file, tenants } = sandbox.first;
    const url = `${listening}/${Array.isArray(tenants) ? tenants[0] : ''}/v2.0/.well-known/openid-configuration`;
    const { stdout } = await run('curl', ['--silent', '--fail', '--cacert', String(ca_file), url]);
    expect(parse(stdout)).toHaveProperty('token_endpoint');
    sandbox.process.kill('SIGINT');
    expect((await sandbox.ended).code).toBe(0);
  });

  it('ends with its parent when told so, though nobody reads its report', async () => {
    const sandbox = await start(['--tls-dir', tempFolder(), '--until-stdin-ends']);
    sandbox.process.stdout?.destroy();
    sandbox.process.stdin?.end();
    expect((await sandbox.ended).code).toBe(0);
  });

  it('prints a config for the collector without starting', async () => {
    const { stdout } = await run(process.execPath, [
      MAIN,
      '--print-config',
      '--port',
      '9443',
      '--tls-dir',
      '/tmp/x',
    ]);
    expect(parseYaml(stdout)).toMatchObject({
      tenants: [{ endpoints: { management: 'https://localhost:9443' } }],
      tls: { ca_file: '/tmp/x/ca.pem' },
    });
  });

  it.each([
    ['an unknown option', ['--nonsense'], '--nonsense'],
    ['an unknown scenario', ['--scenario', 'x'], 'everything'],
    ['an unknown fault', ['--fault', 'x=1'], 'no such fault'],
    ['a number that is none', ['--page-size', 'many'], '--page-size'],
    ['a tenant that is no GUID', ['--tenant', 'contoso'], 'contoso'],
    ['a file that is not there', ['--records-file', '/nowhere.ndjson'], 'nowhere.ndjson'],
    ['a file that is not NDJSON', ['--records-file', 'package.json'], 'package.json:1'],
    ['a certificate that is none', ['--certificate', 'package.json'], 'certificate'],
    ['a certificate that is not there', ['--certificate', '/nowhere.pem'], 'nowhere.pem'],
  ])('ends with 2 and says why for %s', async (_what, args, says) => {
    const { code, stderr } = await failure(['--port', '0', ...args]);
    expect({ code, says: stderr.includes(says) }).toEqual({ code: 2, says: true });
    expect(stderr).not.toContain('    at ');
  });

  it('ends with 2 when the port is taken', async () => {
    const sandbox = await start(['--tls-dir', tempFolder()]);
    const port = new URL(String(sandbox.first.listening)).port;
    const { code, stderr } = await failure(['--port', port]);
    expect(code).toBe(2);
    expect(stderr).toContain(`127.0.0.1:${port}`);
  });
});
