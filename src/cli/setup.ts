import { buildClient } from '../daemon/build-client.ts';
import { networksOf } from '../daemon/networks.ts';
import { version } from '../lib/version.ts';
import { concernAbout, type InstallAction } from '../output/elasticsearch/plan-install.ts';
import { setupRole, writerRole } from '../output/elasticsearch/roles.ts';
import {
  type InstalledTemplate,
  type SetupResult,
  setupElasticsearch,
} from '../output/elasticsearch/setup.ts';
import type { CliContext, ExitCode } from './context.ts';
import { readConfig } from './read-config.ts';

export interface SetupCommandOptions {
  readonly config?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  /** Prints the roles that this configuration needs, and asks no cluster. */
  readonly roles?: boolean;
}

/** Installs templates and pipelines, and names what the cluster cannot have. */
export async function setup(options: SetupCommandOptions, context: CliContext): Promise<ExitCode> {
  const config = readConfig(options.config, context);
  if ('file' in config.output) {
    context.out('Nothing to install and no role to have: documents go to files.\n');
    return 0;
  }
  const { elasticsearch } = config.output;
  if (options.roles) {
    const { dataset } = elasticsearch.data_stream;
    const roles = { m365_audit_writer: writerRole(dataset), m365_audit_setup: setupRole() };
    context.out(`${JSON.stringify(roles, null, 2)}\n`);
    return 0;
  }
  const client = buildClient(elasticsearch, networksOf(config).elasticsearch);
  const abort = new AbortController();
  const forget = context.onStopSignal(() => abort.abort(new Error('stopped')));
  try {
    const dryRun = options.dryRun === true;
    const result = await setupElasticsearch({
      client,
      dataset: elasticsearch.data_stream.dataset,
      pipeline: elasticsearch.pipeline ?? 'none',
      version: version(),
      dryRun,
      force: options.force === true,
      signal: abort.signal,
    });
    context.out(setupText(result, dryRun));
    return 0;
  } finally {
    forget();
    await client.close();
  }
}

function setupText({ installed, leftOut, pipeline }: SetupResult, dryRun: boolean): string {
  return [
    ...installed.map((one) => installedText(one, dryRun)),
    ...leftOut.map(({ what, why }) => `left out: ${what}: ${why}`),
    pipeline === '_none'
      ? 'Documents pass no ingest pipeline.'
      : `Documents pass the ingest pipeline ${pipeline}.`,
    '',
  ].join('\n');
}

function installedText({ kind, name, action }: InstalledTemplate, dryRun: boolean): string {
  const concern = concernAbout(action);
  const why = concern === undefined ? '' : `. ${concern.meaning}. ${concern.remedy}`;
  return `${kind} ${name}: ${actionText(action, dryRun)}${why}`;
}

function actionText(action: InstallAction, dryRun: boolean): string {
  if (action === 'unchanged') return 'up to date';
  if (action === 'newer') return 'left as it is';
  return dryRun ? `would be ${action}` : action;
}
