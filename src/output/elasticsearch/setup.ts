import type { Client } from '@elastic/elasticsearch';
import { CodedError } from '../../lib/coded-error.ts';
import { isJsonObject } from '../../lib/json-object.ts';
import { askCluster, requireSuccess } from './ask-cluster.ts';
import { findUnsupported } from './cluster-capabilities.ts';
import { elasticsearchErrors } from './errors.ts';
import { type InstallAction, planInstall } from './plan-install.ts';
import {
  type LeftOut,
  type PlannedTemplate,
  PROJECT_PIPELINE,
  planTemplates,
  type TemplateKind,
} from './plan-templates.ts';
import { type JsonObject, objectAt, readTemplateFiles } from './template-files.ts';

export interface SetupOptions {
  readonly client: Client;
  /** Documents go to logs-<dataset>-<namespace>. */
  readonly dataset: string;
  /** `m365-audit` (installed here), `none`, or the name of a pipeline of the operator's. */
  readonly pipeline: string;
  /** Version of the project, kept in `_meta` of what is installed. */
  readonly version: string;
  /** Only finds out what would be done. */
  readonly dryRun: boolean;
  /** Also overwrites what a newer version of the project installed; default: leaves it. */
  readonly force?: boolean;
  readonly signal: AbortSignal;
}

export interface InstalledTemplate {
  readonly kind: TemplateKind;
  readonly name: string;
  /** What was done to it, or would be. */
  readonly action: InstallAction;
}

export interface SetupResult {
  readonly installed: readonly InstalledTemplate[];
  /** What the cluster cannot have, and why. */
  readonly leftOut: readonly LeftOut[];
  /** What bulk requests name as their pipeline: `_none` keeps every default pipeline from running. */
  readonly pipeline: string;
}

/**
 * Installs mappings/ and pipelines/ in the form that the cluster can take. Idempotent: what is there with the same content is not
 * written again, and a restart of an older version takes nothing back. Templates apply to backing indices to come; those that exist keep their mapping until the next rollover.
 *
 * @throws CodedError: ELASTICSEARCH_FORBIDDEN, ELASTICSEARCH_TEMPLATE_REFUSED, ELASTICSEARCH_PIPELINE_MISSING, or a failure of the
 *   connection
 */
export async function setupElasticsearch(options: SetupOptions): Promise<SetupResult> {
  const { client, signal } = options;
  const files = await readTemplateFiles();
  const unsupported = await findUnsupported(client, files, signal);
  const plan = planTemplates(files, unsupported, options);
  const ours = options.pipeline === PROJECT_PIPELINE;
  const wanted = plan.templates.filter(({ kind }) => ours || kind !== 'ingest_pipeline');
  const installed: InstalledTemplate[] = [];
  for (const template of wanted) {
    installed.push({ kind: template.kind, name: template.name, action: await install(template, options) });
  }
  const pipeline =
    ours && unsupported.pipeline !== null ? '_none' : await usablePipeline(client, options.pipeline, signal);
  return { installed, leftOut: plan.leftOut, pipeline };
}

/**
 * The pipeline for bulk requests, without installing anything: for a daemon whose setup is done by somebody else.
 * The project's own pipeline is optional, one that the operator named is not.
 *
 * @param configured `m365-audit`, `none`, or the name of a pipeline of the operator's
 * @throws CodedError ELASTICSEARCH_PIPELINE_MISSING
 */
export async function findPipeline(client: Client, configured: string, signal: AbortSignal): Promise<string> {
  if (configured !== PROJECT_PIPELINE) return await usablePipeline(client, configured, signal);
  const path = `/_ingest/pipeline/${PROJECT_PIPELINE}`;
  const { status } = await askCluster(client, { method: 'GET', path }, signal);
  return status === 404 ? '_none' : PROJECT_PIPELINE;
}

async function usablePipeline(client: Client, configured: string, signal: AbortSignal): Promise<string> {
  if (configured === 'none') return '_none';
  if (configured === PROJECT_PIPELINE) return PROJECT_PIPELINE;
  const path = `/_ingest/pipeline/${encodeURIComponent(configured)}`;
  const { status } = await askCluster(client, { method: 'GET', path }, signal);
  // Without the right to look (403) the name is believed: bulk requests will tell.
  if (status === 404) throw new CodedError(elasticsearchErrors.pipelineMissing, configured);
  return configured;
}

async function install(
  template: PlannedTemplate,
  { client, dryRun, force = false, signal }: SetupOptions,
): Promise<InstallAction> {
  const path = pathOf(template);
  const existing = await askCluster(client, { method: 'GET', path }, signal);
  if (existing.status !== 404) requireSuccess(existing, `reading ${template.name}`);
  const found = existing.status === 404 ? undefined : bodyOf(template, existing.body);
  const planned = planInstall(found, template.body);
  const action = force && planned === 'newer' ? 'updated' : planned;
  if (!dryRun && action !== 'unchanged' && action !== 'newer') {
    const answer = await askCluster(client, { method: 'PUT', path, body: template.body }, signal);
    requireSuccess(answer, `installing ${template.name}`);
  }
  return action;
}

function pathOf({ kind, name }: PlannedTemplate): string {
  const folder = kind === 'ingest_pipeline' ? '_ingest/pipeline' : `_${kind}`;
  return `/${folder}/${encodeURIComponent(name)}`;
}

/** Templates come as `{component_templates: [{name, component_template}]}`, pipelines as `{<name>: {...}}`. */
function bodyOf({ kind, name }: PlannedTemplate, answer: unknown): JsonObject | undefined {
  if (!isJsonObject(answer)) return undefined;
  if (kind === 'ingest_pipeline') return objectAt(answer, name);
  const list = answer[`${kind}s`];
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  return isJsonObject(first) ? objectAt(first, kind) : undefined;
}
