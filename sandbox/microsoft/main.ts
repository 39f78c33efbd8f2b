import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CommanderError } from 'commander';
import { CodedError } from '../../src/lib/coded-error.ts';
import { errorMessage } from '../../src/lib/error-message.ts';
import { settingsFrom } from './check-settings.ts';
import { type CollectorTarget, collectorConfig } from './cli/collector-config.ts';
import { type Invocation, type RunOptions, readCommandLine } from './cli/program.ts';
import { untilTold } from './cli/until-told.ts';
import { SANDBOX_ERRORS } from './errors.ts';
import type { MicrosoftSandbox } from './microsoft-sandbox.ts';
import type { MicrosoftSandboxOptions, MicrosoftSandboxSettings } from './options.ts';
import { startMicrosoftSandbox } from './sandbox.ts';
import { writeCaFile } from './tls.ts';

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Where ca.pem is when nobody says otherwise: known beforehand for a known port. */
function tlsDirFor(dir: string | undefined, port: number): string {
  return resolve(dir ?? join(tmpdir(), `m365-audit-sandbox-${port}`));
}

function targetOf(settings: MicrosoftSandboxSettings, url: string, caFile: string): CollectorTarget {
  const { tenants, cloud, clientId, clientSecret, contentTypes } = settings;
  return { url, caFile, tenants, cloud, clientId, clientSecret, contentTypes };
}

function printConfig(options: MicrosoftSandboxOptions): void {
  const settings = settingsFrom(options);
  const caFile = join(tlsDirFor(settings.tlsDir, settings.port), 'ca.pem');
  process.stdout.write(collectorConfig(targetOf(settings, `https://localhost:${settings.port}`, caFile)));
}

async function readCertificate(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CodedError(SANDBOX_ERRORS.badOption, `--certificate: ${errorMessage(cause)}`, { cause });
  }
}

async function start({ sandbox: options, run }: Invocation): Promise<MicrosoftSandbox> {
  const certificates = await Promise.all((run.certificate ?? []).map(readCertificate));
  return startMicrosoftSandbox({ ...options, certificates });
}

async function announce(sandbox: MicrosoftSandbox, run: RunOptions): Promise<void> {
  const { settings, url } = sandbox;
  const dir = tlsDirFor(settings.tlsDir, Number(new URL(url).port));
  const caFile = sandbox.caFile ?? (await writeCaFile(dir, sandbox.caPem));
  const target = targetOf(settings, url, caFile);
  if (run.writeConfig !== undefined) await writeFile(run.writeConfig, collectorConfig(target));
  print({
    listening: url,
    ca_file: caFile,
    tenants: target.tenants,
    client_id: target.clientId,
    client_secret: target.clientSecret,
    cloud: target.cloud,
    content_types: target.contentTypes,
    scenario: settings.scenario,
    seed: settings.seed,
    blobs: sandbox.report().totals.blobs,
    records: sandbox.report().totals.records,
  });
}

async function main(argv: readonly string[]): Promise<void> {
  const invocation = readCommandLine(argv);
  if (invocation.run.printConfig) return printConfig(invocation.sandbox);
  const sandbox = await start(invocation);
  try {
    await announce(sandbox, invocation.run);
    await untilTold(invocation.run.untilStdinEnds === true);
  } finally {
    await sandbox.close();
  }
  const report = sandbox.report();
  if (invocation.run.report !== undefined) {
    await writeFile(
      invocation.run.report,
      `${JSON.stringify({ ...report, blobs: sandbox.blobs() }, null, 2)}\n`,
    );
  }
  print({ report });
}

// The reader of the report may be gone already; that is no failure.
process.stdout.on('error', () => undefined);

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof CodedError) {
    process.stderr.write(`${error.message}\n${error.remedy}\n`);
    process.exitCode = 2;
  } else {
    throw error;
  }
}
