import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MicrosoftSandbox } from '../../sandbox/microsoft/microsoft-sandbox.ts';
import { createHttpClient } from '../../src/lib/http-request.ts';
import { type RunningCommand, startCommand } from '../support/command.ts';
import { credentialRun } from '../support/credential-run.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const { signal } = new AbortController();
const fast = { deviceCodeIntervalSeconds: 0.05 };

/** A browser without any pictures. */
function browser({ caPem }: MicrosoftSandbox) {
  return createHttpClient({ timeoutMs: 10_000, maxSockets: 1, network: { trustedCertificates: [caPem] } });
}

/** What a command has shown that matches. */
async function shown(command: RunningCommand, pattern: RegExp): Promise<string> {
  await waitUntil(String(pattern), () => pattern.test(command.printed()));
  return pattern.exec(command.printed())?.[1] ?? '';
}

function storedSignIn(folder: string): string {
  const name = readdirSync(folder).find((file) => file.startsWith('sign-in-'));
  return join(folder, name ?? 'there is none');
}

describe('login with a device code', () => {
  it('waits for the person, keeps the sign-in for the daemon, and logout forgets it', async () => {
    const sandbox = await sandboxForTest({ records: 30, refreshTokensOnce: true, ...fast });
    const folder = tempFolder();
    const auth = { method: 'device_code', client_id: sandbox.settings.clientId };
    const run = credentialRun(folder, sandbox, { auth });

    const before = await run.command('check');
    const login = startCommand(['login', '--config', run.config]);
    const url = await shown(login, /open (\S+) on any device/);
    const code = await shown(login, /enter the code ([A-Z]{9})/);
    await browser(sandbox)({
      method: 'POST',
      url,
      headers: {},
      body: `user_code=${code}&action=approve`,
      signal,
    });
    const { exitCode, stderr, stdout } = await login.finished;

    expect(before.stdout).toContain('AUTH_LOGIN_NEEDED');
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain('Signed in to contoso.');
    expect(statSync(storedSignIn(folder)).mode & 0o777).toBe(0o600);
    // Each pass must keep the refresh token that it got in exchange: an old one serves no second time.
    await run.collects(30);
    const kept = readFileSync(storedSignIn(folder), 'utf8');
    await run.collects(30);
    expect(readFileSync(storedSignIn(folder), 'utf8')).not.toBe(kept);
    expect((await run.command('check')).stdout).toContain('ActivityFeed.Read: granted');

    const logout = await run.command('logout');
    expect(logout.stdout).toContain('forgotten');
    expect(existsSync(storedSignIn(folder))).toBe(false);
    expect((await run.command('check')).stdout).toContain('AUTH_LOGIN_NEEDED');
  });

  it('says when the person declines, or is too late', async () => {
    const declining = await sandboxForTest({ records: 0, signIn: 'decline', ...fast });
    const late = await sandboxForTest({ records: 0, deviceCodeLifetimeSeconds: 0.2, ...fast });
    const login = (sandbox: MicrosoftSandbox) => {
      const auth = { method: 'device_code', client_id: sandbox.settings.clientId };
      return credentialRun(tempFolder(), sandbox, { auth }).command('login');
    };

    const [declined, expired] = [await login(declining), await login(late)];

    expect([declined.exitCode, expired.exitCode]).toEqual([1, 1]);
    expect(declined.stderr).toContain('AUTH_SIGN_IN_DECLINED');
    expect(expired.stderr).toContain('AUTH_SIGN_IN_TIMEOUT');
  });

  it('is asked for again when Entra revokes the sign-in', async () => {
    const sandbox = await sandboxForTest({ records: 30, signIn: 'approve', ...fast });
    const auth = { method: 'device_code', client_id: sandbox.settings.clientId };
    const run = credentialRun(tempFolder(), sandbox, { auth });
    await run.command('login');

    sandbox.revokeSignIns();
    const revoked = await run.command('run', '--once');

    expect(revoked.exitCode).toBe(1);
    expect(revoked.stderr).toContain('AUTH_GRANT_EXPIRED');
    expect(revoked.stderr).toContain('m365-audit login');
  });

  it('is not for tenants into which nobody signs in', async () => {
    const sandbox = await sandboxForTest({ records: 0 });
    const run = credentialRun(tempFolder(), sandbox, {});

    const [needless, unknown] = [
      await run.command('login'),
      await run.command('login', '--tenant', 'fabrikam'),
    ];

    expect([needless.exitCode, unknown.exitCode]).toEqual([2, 2]);
    expect(needless.stderr).toContain('LOGIN_NOT_NEEDED');
    expect(unknown.stderr).toContain('TENANT_UNKNOWN');
  });
});

describe('login with an authorization code', () => {
  it('waits for the browser to come back to this machine', async () => {
    const sandbox = await sandboxForTest({ records: 30, signIn: 'approve' });
    const auth = { method: 'authorization_code', client_id: sandbox.settings.clientId };
    const run = credentialRun(tempFolder(), sandbox, { auth });
    const send = browser(sandbox);

    const login = startCommand(['login', '--config', run.config]);
    const url = await shown(login, /^(https:\S+authorize\S+)$/m);
    const away = await send({ method: 'GET', url, headers: {}, signal });
    const back = await send({ method: 'GET', url: String(away.headers.location), headers: {}, signal });
    const { exitCode, stderr } = await login.finished;

    expect(back.status).toBe(200);
    expect(new URL(url).searchParams.get('code_challenge_method')).toBe('S256');
    expect(exitCode, stderr).toBe(0);
    await run.collects(30);
  });

  it('takes no answer that it did not ask for', async () => {
    const sandbox = await sandboxForTest({ records: 0, signIn: 'approve' });
    const auth = { method: 'authorization_code', client_id: sandbox.settings.clientId };
    const run = credentialRun(tempFolder(), sandbox, { auth });
    const send = browser(sandbox);

    const login = startCommand(['login', '--config', run.config]);
    const url = await shown(login, /^(https:\S+authorize\S+)$/m);
    const away = await send({ method: 'GET', url, headers: {}, signal });
    const forged = new URL(String(away.headers.location));
    forged.searchParams.set('state', 'another');
    await send({ method: 'GET', url: forged.href, headers: {}, signal });
    const { exitCode, stderr } = await login.finished;

    expect(exitCode).toBe(1);
    expect(stderr).toContain('AUTH_REDIRECT_FOREIGN');
    expect(stderr).not.toContain(forged.searchParams.get('code'));
  });

  it('takes the address that somebody pastes on a remote shell', async () => {
    const sandbox = await sandboxForTest({ records: 30, signIn: 'approve' });
    const { clientId, clientSecret } = sandbox.settings;
    const auth = { method: 'authorization_code', client_id: clientId, client_secret: clientSecret };
    const run = credentialRun(tempFolder(), sandbox, { auth });

    const login = startCommand(['login', '--config', run.config], { stdin: 'pipe' });
    const url = await shown(login, /^(https:\S+authorize\S+)$/m);
    const away = await browser(sandbox)({ method: 'GET', url, headers: {}, signal });
    login.process.stdin?.write(`what now?\n${String(away.headers.location)}\n`);
    const { exitCode, stdout, stderr } = await login.finished;

    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain('That is not the address');
    await run.collects(30);
  });
});
