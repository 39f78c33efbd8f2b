import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { runCommand, runInProcess } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { startProxy } from '../support/connect-proxy.ts';
import { localhostCertificate } from '../support/localhost-certificate.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { startScriptedCluster } from '../support/scripted-cluster.ts';
import { tempFolder } from '../support/temp-folder.ts';

const planted = (name: string) => `planted ${name} s3cr%t/`;

/** A secret as it is, and in the forms in which it travels. */
function forms(secret: string): readonly string[] {
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
}

describe('support-bundle', () => {
  it('holds no secret, wherever one was, and no output does', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 30, clientSecret: planted('client') });
    const cluster = await startScriptedCluster({
      // A cluster that repeats what it was sent.
      answer: (request) =>
        request.startsWith('GET /_ingest')
          ? {
              status: 500,
              body: { error: { type: 'x', reason: `${planted('es-file')} ${planted('proxy')}` } },
            }
          : undefined,
    });
    const proxy = await startProxy({ credentials: { username: 'p', password: planted('proxy') } });
    const { certificate, privateKey } = await localhostCertificate();
    writeFileSync(join(folder, 'es_password'), planted('es-file'));
    writeFileSync(join(folder, 'key.pem'), privateKey);
    const userinfo = `p:${encodeURIComponent(planted('proxy'))}`;
    const elasticsearch = {
      nodes: [cluster.url],
      auth: { username: 'writer', password_file: './es_password' },
      tls: { certificate, private_key_file: './key.pem', passphrase: planted('passphrase') },
    };
    const config = writeConfigFile(folder, sandbox, {
      output: { elasticsearch },
      proxy: { url: `http://${userinfo}@${proxy.host}` },
      filters: { exclude: { users: ['planted.person@contoso.example'] } },
    });
    const text = parse(readFileSync(config, 'utf8'));
    text.tenants[0].auth.client_secret = `\${PLANTED_VARIABLE}`;
    writeFileSync(config, `# ${planted('comment')}\n${stringify(text)}`);
    const env = {
      PLANTED_VARIABLE: planted('client'),
      OTHER: planted('other'),
      HTTPS_PROXY: `http://u:${planted('env-proxy').replaceAll(/[ %/]/g, '_')}@127.0.0.1:9`,
      NODE_OPTIONS: '',
    };
    const run = async (...args: string[]) =>
      await runCommand([...args, '--config', config], { env, cwd: folder });
    const pass = await run('check');
    const offline = await run('support-bundle', '--output', join(folder, 'offline.json'));
    const online = await run('support-bundle', '--online', '--output', join(folder, 'online.json.gz'));
    expect([offline.exitCode, online.exitCode], offline.stderr + online.stderr).toEqual([0, 0]);

    const offlineText = readFileSync(join(folder, 'offline.json'), 'utf8');
    const onlineText = gunzipSync(readFileSync(join(folder, 'online.json.gz'))).toString('utf8');
    const printed = [pass, offline, online].map(({ stdout, stderr }) => stdout + stderr).join('\n');
    const secrets = ['client', 'es-file', 'passphrase', 'proxy', 'comment', 'other']
      .map(planted)
      .flatMap(forms);
    secrets.push('planted_env-proxy', privateKey.split('\n')[1] ?? '', 'planted.person@contoso.example');
    for (const secret of secrets) {
      expect(offlineText).not.toContain(secret);
      expect(onlineText).not.toContain(secret);
      expect(printed).not.toContain(secret);
    }

    const bundle = JSON.parse(onlineText);
    expect(bundle.configuration).toMatchObject({
      tenants: [
        { name: 'contoso', auth: { client_secret: '[redacted] from the variable PLANTED_VARIABLE' } },
      ],
      output: { elasticsearch: { nodes: [cluster.url], auth: { username: '[redacted]' } } },
      proxy: { url: '[redacted]' },
    });
    expect(bundle.versions).toMatchObject({ node: process.version });
    expect(bundle.verdicts.map(({ subject }: { subject: string }) => subject)).toContain('output');
    expect(JSON.parse(offlineText).verdicts.map(({ subject }: { subject: string }) => subject)).not.toContain(
      'output',
    );
    expect(statSync(join(folder, 'offline.json')).mode & 0o077).toBe(0);
    // A container has the command inside, and its log outside.
    expect(offline.stdout).toMatch(
      /docker logs .* \| docker exec -i m365-audit m365-audit support-bundle --log -/,
    );
  });

  it('tells status, completeness and drift of a run', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 40 });
    const config = writeConfigFile(folder, sandbox);
    await runInProcess(['run', '--once', '--config', config]);
    const result = await runCommand(['support-bundle', '--config', config], { cwd: folder });
    expect(result.exitCode, result.stderr).toBe(0);
    const [file = ''] = /^\S+/.exec(result.stdout) ?? [];
    const bundle = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    expect(bundle.status.totals).toMatchObject({ records: 40, pending: 0 });
    expect(bundle.completeness.mismatches).toEqual([]);
    expect(bundle.status.drift).toBeInstanceOf(Array);
  });

  it('of a configuration that is wrong holds its problems, and no value of it', async () => {
    const folder = tempFolder();
    const config = join(folder, 'config.yaml');
    writeFileSync(
      config,
      `tenants: [{ id: ${planted('id')}, auth: { client_secret: "${planted('wrong')}" } }]\n`,
    );
    const output = join(folder, 'bundle.json');
    const result = await runInProcess(['support-bundle', '--config', config, '--output', output]);
    expect(result.exitCode, result.stderr).toBe(0);
    const text = readFileSync(output, 'utf8');
    expect(JSON.parse(text).configuration_problems).toMatchObject({ code: 'CONFIG_INVALID' });
    expect(text + result.stdout + result.stderr).not.toMatch(/planted|s3cr/);
  });
});
