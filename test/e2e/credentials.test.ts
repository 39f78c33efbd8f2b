import { createPrivateKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import forge from 'node-forge';
import { describe, expect, it } from 'vitest';
import { credentialRun } from '../support/credential-run.ts';
import { appCertificate } from '../support/localhost-certificate.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('a certificate', () => {
  it('may stand in a PFX file, or its key in an encrypted PEM file', async () => {
    const { certificate, privateKey } = await appCertificate();
    const sandbox = await sandboxForTest({ records: 30, certificates: [certificate] });
    const [pfxFolder, pemFolder] = [tempFolder(), tempFolder()];
    const common = { method: 'certificate', client_id: sandbox.settings.clientId, passphrase: 'open sesame' };
    const asn1 = forge.pkcs12.toPkcs12Asn1(
      forge.pki.privateKeyFromPem(privateKey),
      [forge.pki.certificateFromPem(certificate)],
      'open sesame',
    );
    writeFileSync(join(pfxFolder, 'app.pfx'), forge.asn1.toDer(asn1).getBytes(), 'binary');
    const encrypted = createPrivateKey(privateKey).export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'open sesame',
    });
    writeFileSync(join(pemFolder, 'key.pem'), encrypted);

    const byPfx = credentialRun(pfxFolder, sandbox, { auth: { ...common, pfx: './app.pfx' } });
    await byPfx.collects(30);
    const byPem = credentialRun(pemFolder, sandbox, {
      auth: { ...common, certificate, private_key_file: './key.pem' },
    });
    await byPem.collects(30);
    const wrong = credentialRun(tempFolder(), sandbox, {
      auth: { ...common, pfx: join(pfxFolder, 'app.pfx'), passphrase: 'wrong' },
    });
    const refused = await wrong.command('run', '--once');

    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('AUTH_PASSPHRASE_WRONG');
  });

  it('says that the clock is wrong, and that it is about to end', async () => {
    const { certificate, privateKey } = await appCertificate();
    const aYear = 365 * 86_400_000;
    const sandbox = await sandboxForTest({
      records: 0,
      certificates: [certificate],
      entraClockOffsetSeconds: 3600,
    });
    const { clientId, expiredSecret } = sandbox.settings;
    const pem = { method: 'certificate', client_id: clientId, certificate, private_key: privateKey };
    const day = (ms: number) => new Date(Date.now() + ms).toISOString().slice(0, 10);
    const secret = (expires: string) => ({
      method: 'client_secret',
      client_id: clientId,
      client_secret: expiredSecret,
      client_secret_expires: expires,
    });

    const skewed = await credentialRun(tempFolder(), sandbox, { auth: pem }).command('check');
    const soon = await credentialRun(tempFolder(), sandbox, { auth: secret(day(aYear / 52)) }).command(
      'check',
    );
    const over = await credentialRun(tempFolder(), sandbox, { auth: secret('2020-01-31') }).command('check');

    expect(skewed.stdout).toContain('AUTH_ASSERTION_TIME');
    expect(skewed.stdout).toContain('expiry: certificate until');
    expect(soon.stdout).toContain('CHECK_CREDENTIAL_EXPIRES');
    expect(over.stdout).toContain('CHECK_CREDENTIAL_EXPIRED');
    expect(over.stdout).toContain('AUTH_SECRET_EXPIRED');
  });
});

describe('a tenant', () => {
  it('may be named by its domain; the ledger and the documents know it by its GUID', async () => {
    const sandbox = await sandboxForTest({ records: 30 });
    const run = credentialRun(tempFolder(), sandbox, { id: 'Contoso.onmicrosoft.com', name: undefined });

    await run.collects(30);
    const status = await run.command('status', '--json');
    const check = await run.command('check');

    expect(status.stdout).toContain(`"tenant": "${sandbox.settings.tenants[0]}"`);
    expect(status.stdout).not.toContain('"configured": false');
    expect(check.stdout).toContain(`tenant: ${sandbox.settings.tenants[0]}, in commercial`);
    expect(check.stdout).toContain('contoso.onmicrosoft.com: token: obtained');
  });

  it('whose domain nobody knows is refused at the start', async () => {
    const sandbox = await sandboxForTest({ records: 0 });
    const run = credentialRun(tempFolder(), sandbox, { id: 'fabrikam.example' });

    const result = await run.command('run', '--once');

    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain('AUTH_TENANT_NOT_FOUND');
  });

  it.each(['gcc', 'gcc-high', 'dod', 'china'] as const)('of %s is told to be there', async (cloud) => {
    const sandbox = await sandboxForTest({ records: 30, cloud });
    const commercial = credentialRun(tempFolder(), sandbox, {});

    const check = await commercial.command('check');
    await credentialRun(tempFolder(), sandbox, { cloud }).collects(30);

    expect(check.exitCode).toBe(1);
    expect(check.stdout).toContain(`this tenant lives in ${cloud}: set cloud: ${cloud}`);
  });

  it.each([
    ['gcc-high', 'Entra'],
    ['gcc', 'the API'],
  ] as const)('of %s is told by the daemon too, when %s refuses it', async (cloud, _who) => {
    const sandbox = await sandboxForTest({ records: 0, cloud });

    const result = await credentialRun(tempFolder(), sandbox, {}).command('run', '--once');

    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain(`this tenant lives in ${cloud}: set cloud: ${cloud}`);
  });
});

describe('consent-url', () => {
  it('prints the address of the cloud and what it grants', async () => {
    const sandbox = await sandboxForTest({ records: 0 });
    const folder = tempFolder();
    const run = credentialRun(folder, sandbox, { cloud: 'gcc-high', endpoints: undefined });
    const { tenants, clientId } = sandbox.settings;

    const plain = await run.command('consent-url');
    const back = await run.command('consent-url', '--redirect-uri', 'https://a.example/b', '--state', 's');

    const address = `https://login.microsoftonline.us/${tenants[0]}/adminconsent?client_id=${clientId}`;
    expect(plain.exitCode, plain.stderr).toBe(0);
    expect(plain.stdout).toContain(`\n${address}\n`);
    expect(plain.stdout).toContain('ActivityFeed.ReadDlp');
    expect(back.stdout).toContain(`${address}&redirect_uri=https%3A%2F%2Fa.example%2Fb&state=s\n`);
  });
});
