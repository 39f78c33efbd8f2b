import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isJsonObject } from '../../src/lib/json-object.ts';
import { runCommand, runInProcess } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { startProxy } from '../support/connect-proxy.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { startScriptedCluster } from '../support/scripted-cluster.ts';
import { tempFolder } from '../support/temp-folder.ts';

interface Found {
  readonly exitCode: number | null;
  /** By `subject: check`. */
  readonly by: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly text: string;
}

async function check(
  config: string,
  env: Readonly<Record<string, string>> = {},
  command = runInProcess,
): Promise<Found> {
  const { exitCode, stdout, stderr } = await command(['check', '--json', '--config', config], { env });
  const printed: unknown = parse(stdout);
  const verdicts: unknown = isJsonObject(printed) ? printed.verdicts : [];
  const rows = Array.isArray(verdicts) ? verdicts.filter(isJsonObject) : [];
  const by = new Map(rows.map((row) => [`${row.subject}: ${row.check}`, row]));
  return { exitCode, by, text: stdout + stderr };
}

describe('check', () => {
  it('tells what each content type brings, once the daemon has run', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 200, subscribed: true, days: 1 });
    const config = writeConfigFile(folder, sandbox);
    const { exitCode, by, text } = await check(config, {}, runCommand);
    expect(exitCode, text).toBe(0);
    expect(by.get('contoso: Audit.Exchange')?.message).toMatch(/\d+ blobs? in the last 24 hours/);
    expect(by.get('contoso: clock')).toMatchObject({ status: 'ok' });
    expect(by.get('checkpoint: free space')?.message).toMatch(/^[\d.,]+ [KMGT]iB$/);
    expect(by.get('network: TLS to login')?.message).toContain('issued by');
  });

  it('lets no missing DLP permission stop the other types', async () => {
    const roles = ['ActivityFeed.Read'];
    const sandbox = await sandboxForTest({ records: 200, subscribed: true, days: 1, roles });
    const config = writeConfigFile(tempFolder(), sandbox);
    const { exitCode, by, text } = await check(config);
    expect(exitCode, text).toBe(0);
    expect(by.get('contoso: ActivityFeed.ReadDlp')).toMatchObject({
      status: 'warning',
      code: 'CHECK_DLP_PERMISSION_MISSING',
    });
    expect(by.get('contoso: Audit.Exchange')).toMatchObject({ status: 'ok' });
    const run = await runInProcess(['run', '--once', '--config', config]);
    expect(run.stderr).toContain('CHECK_DLP_PERMISSION_MISSING');
  });

  it('says so where documents pass no ingest pipeline', async () => {
    const sandbox = await sandboxForTest({ records: 10 });
    const cluster = await startScriptedCluster();
    const output = { elasticsearch: { nodes: [cluster.url], pipeline: 'none', setup: false } };
    const { by } = await check(writeConfigFile(tempFolder(), sandbox, { output }));
    expect(by.get('output: pipeline')).toMatchObject({ status: 'ok', message: 'documents pass none' });
  });

  it('tells a clock that is off', async () => {
    const sandbox = await sandboxForTest({ records: 10, faults: { 'clock-skew': { rate: 1, value: 90 } } });
    const { by } = await check(writeConfigFile(tempFolder(), sandbox));
    expect(by.get('contoso: clock')).toMatchObject({ status: 'warning', code: 'CHECK_CLOCK_OFF' });
    expect(by.get('contoso: clock')?.message).toMatch(/(89|9\d) seconds behind the API/);
  });

  it('tells that auditing is off, which the start of a subscription was told', async () => {
    const sandbox = await sandboxForTest({ records: 10, faults: { 'auditing-off': { rate: 1 } } });
    const folder = tempFolder();
    const config = writeConfigFile(folder, sandbox, { checkpoint: { path: join(folder, 'checkpoint.db') } });
    await runInProcess(['run', '--once', '--config', config]);
    const { exitCode, by, text } = await check(config);
    expect(exitCode, text).toBe(1);
    expect(by.get('contoso: Audit.Exchange')).toMatchObject({ code: 'SOURCE_AUDITING_DISABLED' });
  });

  it('names who intercepts TLS, and is content once that authority is trusted', async () => {
    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 10 });
    const proxy = await startProxy({ intercept: true });
    const env = { HTTPS_PROXY: proxy.url };
    const config = writeConfigFile(folder, sandbox);
    const { exitCode, by } = await check(config, env);
    expect(exitCode).toBe(1);
    expect(by.get('network: TLS to login')).toMatchObject({ code: 'CHECK_TLS_INTERCEPTED' });
    expect(by.get('network: TLS to management')?.message).toContain(
      'TLS is intercepted by CN=Example Corp TLS Inspection',
    );
    expect(by.get('contoso: token')).toMatchObject({ code: 'AUTH_TLS' });
    expect(proxy.readable()).not.toContain('client_secret');

    const trusting = writeConfigFile(folder, sandbox, { tls: { ca: proxy.caPem } });
    const found = await check(trusting, env);
    expect(found.exitCode, found.text).toBe(0);
    expect(proxy.readable()).toContain('client_secret');

    const blind = writeConfigFile(folder, sandbox, {
      tls: { insecure_skip_verify: ['login', 'management'] },
    });
    const loud = await check(blind, env);
    expect(loud.exitCode, loud.text).toBe(0);
    expect(loud.by.get('network: TLS to login')).toMatchObject({ code: 'CHECK_TLS_UNVERIFIED' });
    expect(loud.by.get('contoso: token')).toMatchObject({ status: 'ok' });
  });
});
