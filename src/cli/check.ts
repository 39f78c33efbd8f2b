import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { checkpointErrors } from '../checkpoint/errors.ts';
import { inspectFile } from '../checkpoint/inspect-file.ts';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { configErrors } from '../config/errors.ts';
import { networksOf } from '../daemon/networks.ts';
import { createTelemetry } from '../daemon/telemetry.ts';
import { createRecordFilter } from '../ingest/record-filter.ts';
import { blotOut } from '../lib/blot-out.ts';
import { CodedError } from '../lib/coded-error.ts';
import { createLogger } from '../telemetry/logger.ts';
import { checkDeadLetters } from './check/check-dead-letters.ts';
import { checkEnrichment } from './check/check-enrichment.ts';
import { checkFolder, checkOutput } from './check/check-output.ts';
import { checkSpace } from './check/check-space.ts';
import { checkTenant } from './check/check-tenant.ts';
import { checkTls } from './check/check-tls.ts';
import { ok, problem, tenantFileVerdict, type Verdict, verdictText } from './check/verdict.ts';
import type { CliContext, ExitCode } from './context.ts';
import { knownSecrets } from './known-secrets.ts';
import { configPath, readConfig } from './read-config.ts';

export interface CheckOptions {
  readonly config?: string;
  readonly offline?: boolean;
  readonly json?: boolean;
}

/** Says in plain words what works, what does not, and what to do. Changes nothing but for folders that it makes. */
export async function check(options: CheckOptions, context: CliContext): Promise<ExitCode> {
  const print = (verdicts: readonly Verdict[]) =>
    context.out(options.json ? `${JSON.stringify({ verdicts }, null, 2)}\n` : verdictText(verdicts));
  let config: Config;
  const unusable: Verdict[] = [];
  try {
    config = readConfig(options.config, context, (found) => unusable.push(tenantFileVerdict(found)));
  } catch (error) {
    if (!(error instanceof ConfigError) || !options.json) throw error;
    context.out(
      `${JSON.stringify({ verdicts: [problem('configuration', 'file', error)], problems: error.problems }, null, 2)}\n`,
    );
    return 2;
  }
  if (config.tenants.length === 0) unusable.push(noTenants(config));
  const offline = [checkFilters(config), ...unusable];
  const verdicts = options.offline ? offline : [...unusable, ...(await findVerdicts(config, true, context))];
  const file = configPath(options.config, context);
  // Services say why they refuse, and may repeat what they were sent.
  print(blotOut(verdicts, knownSecrets(file, config, context)));
  if (offline.some(({ status }) => status === 'failed')) return 2;
  return verdicts.some(({ status }) => status === 'failed') ? 1 : 0;
}

/** Files of tenants may come later, so that this is no failure. */
function noTenants({ tenants_dir: folder }: Config): Verdict {
  return problem('configuration', 'tenants', new CodedError(configErrors.noTenants, folder), 'warning');
}

/** The file is valid, and so are the filters in it, which name record types. */
function checkFilters({ filters, tenants }: Config): Verdict {
  try {
    createRecordFilter(filters);
    for (const tenant of tenants) createRecordFilter(filters, tenant.filters);
    return ok('configuration', 'file', 'valid');
  } catch (error) {
    return problem('configuration', 'filters', error);
  }
}

/** All verdicts of a valid configuration. @param online also asks login, API and Elasticsearch */
export async function findVerdicts(
  config: Config,
  online: boolean,
  context: CliContext,
): Promise<readonly Verdict[]> {
  const nowMs = context.clock();
  return [
    checkFilters(config),
    checkCheckpoint(config.checkpoint.path),
    checkSpace(config.checkpoint.path),
    ...checkDeadLetters(config, nowMs),
    ...(await checkEnrichment(config, nowMs)),
    ...(online ? await checkOnline(config, context) : []),
  ];
}

async function checkOnline(config: Config, context: CliContext): Promise<Verdict[]> {
  const abort = new AbortController();
  const forget = context.onStopSignal(() => abort.abort(new Error('stopped')));
  const { signal } = abort;
  const networks = networksOf(config);
  const { source: events } = createTelemetry(createLogger('error', context.log), context.clock);
  const common = { config, networks, events, clock: context.clock };
  try {
    const tenants = await Promise.all(
      config.tenants.map((tenant) => checkTenant({ ...common, tenant }, signal)),
    );
    return [
      ...(await checkTls(config, networks, signal)),
      ...tenants.flat(),
      ...(await checkOutput(config, networks.elasticsearch, signal)),
    ];
  } finally {
    forget();
  }
}

/** The folder can be written, and what stands at the path is no file that a daemon would refuse. */
function checkCheckpoint(path: string): Verdict {
  try {
    const condition = inspectFile(path, 'head');
    if (condition === 'foreign' || condition === 'newer') {
      return problem('checkpoint', 'file', new CodedError(checkpointErrors[condition], path));
    }
    if (condition !== 'absent') accessSync(path, constants.R_OK | constants.W_OK);
  } catch (cause) {
    return problem('checkpoint', 'file', new CodedError(checkpointErrors.unwritable, path, { cause }));
  }
  return checkFolder('checkpoint', 'folder', dirname(path));
}
