import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { startProxy } from '../support/connect-proxy.ts';
import { writtenDocuments } from '../support/output-files.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';

const credentials = { username: 'proxy-user', password: 'pr%xy:s3cret @' };
const userinfo = `${credentials.username}:${encodeURIComponent(credentials.password)}`;
const secrets = [
  credentials.password,
  encodeURIComponent(credentials.password),
  Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64'),
];

function expectNoSecret(text: string): void {
  for (const secret of secrets) expect(text).not.toContain(secret);
}

describe('a proxy that wants credentials', () => {
  it.each(['HTTPS_PROXY', 'https_proxy'])('is used when %s names it, for login and API', async (variable) => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 40 });
    const proxy = await startProxy({ credentials });
    const config = writeConfigFile(folder, sandbox);
    const env = { [variable]: `http://${userinfo}@${proxy.host}` };

    const result = await runCommand(['run', '--once', '--config', config], { env });

    expect(result.exitCode, result.stderr).toBe(0);
    expect(writtenDocuments(join(folder, 'out'))).toHaveLength(40);
    const target = new URL(sandbox.url).host;
    expect(new Set(proxy.tunnels.map((tunnel) => `${tunnel.target} ${tunnel.opened}`))).toEqual(
      new Set([`${target} true`]),
    );
    // One connection for tokens, and some for the API.
    expect(proxy.tunnels.length).toBeGreaterThan(1);
    expectNoSecret(result.stdout + result.stderr);
  });

  it('is used when the configuration names it, with the password in a file', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 10 });
    const proxy = await startProxy({ credentials });
    const { username, password } = credentials;
    const config = writeConfigFile(folder, sandbox, {
      proxy: { url: proxy.url, username, password: `\${PROXY_PASSWORD}` },
    });
    const env = { PROXY_PASSWORD: password, HTTPS_PROXY: 'http://127.0.0.1:9' };
    const result = await runCommand(['check', '--config', config], { env });
    expect(result.exitCode, result.stdout).toBe(0);
    expect(proxy.tunnels.length).toBeGreaterThan(0);
    expectNoSecret(result.stdout + result.stderr);
  });

  it('is passed by for what NO_PROXY names', async () => {
    const sandbox = await sandboxForTest({ records: 10 });
    const proxy = await startProxy();
    const config = writeConfigFile(tempFolder(), sandbox);
    const env = { HTTPS_PROXY: proxy.url, NO_PROXY: '127.0.0.0/8,localhost' };
    expect(await runCommand(['check', '--config', config], { env })).toMatchObject({ exitCode: 0 });
    expect(proxy.tunnels).toEqual([]);
  });

  it('that refuses the credentials, or is not there, is told as such', async () => {
    const sandbox = await sandboxForTest({ records: 10 });
    const proxy = await startProxy({ credentials });
    const config = writeConfigFile(tempFolder(), sandbox);
    const wrong = { HTTPS_PROXY: `http://proxy-user:wr0ng-s3cret@${proxy.host}` };
    const refused = await runCommand(['check', '--config', config], { env: wrong });
    expect(refused).toMatchObject({ exitCode: 1, stderr: '' });
    expect(refused.stdout).toContain(`the proxy ${proxy.host}: it refuses the tunnel with HTTP 407`);
    expect(refused.stdout).toContain('[AUTH_PROXY]');
    expect(refused.stdout).not.toContain('wr0ng-s3cret');

    const gone = { HTTPS_PROXY: `http://${userinfo}@127.0.0.1:9` };
    const unreachable = await runCommand(['check', '--config', config], { env: gone });
    expect(unreachable.stdout).toMatch(/the proxy 127\.0\.0\.1:9: connect ECONNREFUSED.*\[AUTH_PROXY\]/);
    expectNoSecret(unreachable.stdout + unreachable.stderr);
  });
});
