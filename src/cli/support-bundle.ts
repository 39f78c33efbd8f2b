import { readFileSync, writeFileSync } from 'node:fs';
import { arch, platform, release, totalmem } from 'node:os';
import { gzipSync } from 'node:zlib';
import { readCompleteness } from '../checkpoint/read-completeness.ts';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { showConfig } from '../config/show-config.ts';
import type { TenantFileProblem } from '../config/tenant-files.ts';
import { statusContext } from '../daemon/status-context.ts';
import { wholeStatus } from '../daemon/whole-status.ts';
import { blotOut, mapTexts } from '../lib/blot-out.ts';
import { CodedError } from '../lib/coded-error.ts';
import { errorMessage } from '../lib/error-message.ts';
import { withoutSecretLooks } from '../lib/looks-secret.ts';
import { version } from '../lib/version.ts';
import { tenantFileVerdict } from './check/verdict.ts';
import { findVerdicts } from './check.ts';
import type { CliContext, ExitCode } from './context.ts';
import { cliErrors } from './errors.ts';
import { knownSecrets } from './known-secrets.ts';
import { configPath, readConfig } from './read-config.ts';
import { lastLogLines } from './support/last-log-lines.ts';

export interface SupportBundleOptions {
  readonly config?: string;
  readonly output?: string;
  /** File with the daemon's log, or - for the standard input. */
  readonly log?: string;
  /** Also asks login, API and Elasticsearch. */
  readonly online?: boolean;
}

const dayMs = 24 * 3_600_000;

/**
 * Writes what helps somebody else to help: configuration, status, verdicts and versions, without secrets, documents or
 * records. A JSON file, so that it can be read before it is sent; gzip'd where its name ends in .gz.
 */
export async function supportBundle(options: SupportBundleOptions, context: CliContext): Promise<ExitCode> {
  const bundle = await collect(options, context);
  const day = new Date(context.clock()).toISOString().slice(0, 10);
  const path = options.output ?? `m365-audit-support-${day}.json`;
  const text = `${JSON.stringify(bundle, null, 2)}\n`;
  try {
    // It tells much of an installation, if no secret: only its owner may read it.
    writeFileSync(path, path.endsWith('.gz') ? gzipSync(text) : text, { mode: 0o600 });
  } catch (error) {
    throw new CodedError(cliErrors.bundleUnwritable, `${path} (${errorMessage(error)})`);
  }
  const next = options.log === undefined ? `${logHint}\n` : '';
  context.out(`${path} is written. It holds no secrets; please read it before you send it.\n${next}`);
  return 0;
}

const logHint = `The log is not in it, since it goes to stderr and is kept elsewhere. To put its last lines in, without secrets:
  docker logs --tail 2000 m365-audit 2>&1 | docker exec -i m365-audit m365-audit support-bundle --log -
  journalctl -u m365-audit -n 2000 -o cat | m365-audit support-bundle --log -
  kubectl logs deploy/m365-audit --tail=2000 | kubectl exec -i deploy/m365-audit -- m365-audit support-bundle --log -`;

async function collect(options: SupportBundleOptions, context: CliContext): Promise<unknown> {
  const about = {
    made: new Date(context.clock()).toISOString(),
    versions: { m365_audit: version(), node: process.version },
    system: { platform: platform(), release: release(), arch: arch(), memory_bytes: totalmem() },
    // Names only: what variables hold is nobody's business.
    proxy_variables: Object.keys(context.env).filter((name) => /^(https?|all|no)_proxy$/i.test(name)),
    online: options.online === true,
  };
  let config: Config;
  const unusable: TenantFileProblem[] = [];
  try {
    config = readConfig(options.config, context, (found) => unusable.push(found));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // The problems of a file show no values. What is a secret in a file that cannot be read is anybody's guess, so that
    // nothing else that could hold one is put in.
    const { code, message, problems } = error;
    return mapTexts({ ...about, configuration_problems: { code, message, problems } }, withoutSecretLooks);
  }
  const file = configPath(options.config, context);
  const text = readFileSync(file, 'utf8');
  const verdicts = [
    ...unusable.map(tenantFileVerdict),
    ...(await findVerdicts(config, options.online === true, context)),
  ];
  const log = options.log === undefined ? {} : { log: lastLogLines(options.log) };
  const found = {
    ...about,
    configuration: showConfig(text),
    verdicts,
    ...fromLedger(config, unusable, context),
    ...log,
  };
  // The second net: no secret was put in on purpose, and none that came along in some text stays. The third: what looks
  // like one, of whomever.
  return mapTexts(blotOut(found, knownSecrets(file, config, context)), withoutSecretLooks);
}

/** What the ledger counts. Gaps and drift are names, times and numbers: no record is in it. */
function fromLedger(config: Config, unusable: readonly TenantFileProblem[], { clock }: CliContext): object {
  try {
    const status = wholeStatus(config, unusable, clock());
    const sinceMs = clock() - 7 * dayMs;
    const context = statusContext(config, unusable);
    const { rows: _, ...completeness } = readCompleteness(config.checkpoint.path, sinceMs, context);
    return { status, completeness };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { status: { code: error.code, message: errorMessage(error) } };
  }
}
