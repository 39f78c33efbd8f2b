import type { Client } from '@elastic/elasticsearch';
import { CodedError } from '../../lib/coded-error.ts';
import { isJsonObject } from '../../lib/json-object.ts';
import { GAP_DATASET } from '../gap-dataset.ts';
import { askCluster, type ClusterAnswer, refusalOf } from './ask-cluster.ts';
import { elasticsearchErrors } from './errors.ts';
import { simulateDataStream, writesOldFields } from './field-marks.ts';
import { finalPipelines } from './final-pipelines.ts';
import { GAP_TEMPLATE, indexTemplateName } from './plan-templates.ts';
import {
  lookUpPrivileges,
  seeingPrivileges,
  setupPrivileges,
  writingPrivileges,
  writtenNames,
} from './roles.ts';
import { findPipeline, setupElasticsearch } from './setup.ts';
import { type JsonObject, objectAt } from './template-files.ts';
import {
  type ElasticsearchCheck,
  type ElasticsearchVerdict,
  failed,
  ok,
  unknown,
  warning,
} from './verdict.ts';

export interface ProbeOptions {
  readonly client: Client;
  /** Documents go to logs-<dataset>-<namespace>. */
  readonly dataset: string;
  readonly namespaces: readonly string[];
  /** As configured: `m365-audit`, `none`, or the name of another pipeline. */
  readonly pipeline: string;
  /** These credentials install templates too. */
  readonly setup: boolean;
  /** Version of the project. */
  readonly version: string;
  readonly signal: AbortSignal;
}

type Probe = (options: ProbeOptions) => Promise<ElasticsearchVerdict>;

/** What is looked at once there is a connection, in this order. */
const probes: readonly (readonly [ElasticsearchCheck, Probe])[] = [
  ['version', probeVersion],
  ['privileges', probePrivileges],
  ['templates', probeTemplates],
  ['precedence', probePrecedence],
  ['data_streams', probeDataStreams],
  ['pipeline', probePipeline],
];

/**
 * Looks at everything that writing needs and changes nothing. Without a connection that is the only verdict.
 * Rejects only when the signal aborts.
 */
export async function probeElasticsearch(options: ProbeOptions): Promise<readonly ElasticsearchVerdict[]> {
  const connection = await verdictOf('connection', probeConnection, options);
  if (connection.status === 'failed') return [connection];
  const verdicts = [connection];
  for (const [check, probe] of probes) verdicts.push(await verdictOf(check, probe, options));
  return verdicts;
}

async function verdictOf(
  check: ElasticsearchCheck,
  probe: Probe,
  options: ProbeOptions,
): Promise<ElasticsearchVerdict> {
  try {
    return await probe(options);
  } catch (error) {
    if (error instanceof CodedError) return failed(check, error);
    throw error;
  }
}

/** An answer of any kind will do: what is answered at all got through TLS and authentication. */
async function probeConnection({ client, signal }: ProbeOptions): Promise<ElasticsearchVerdict> {
  await askCluster(client, { method: 'GET', path: '/' }, signal);
  return ok('connection');
}

/** 8.13 brought `require_data_stream` for bulk requests. */
const OLDEST_VERSION = [8, 13] as const;

async function probeVersion({ client, signal }: ProbeOptions): Promise<ElasticsearchVerdict> {
  const root = await askCluster(client, { method: 'GET', path: '/' }, signal);
  const { number, build_flavor: flavor } = isJsonObject(root.body) ? objectAt(root.body, 'version') : {};
  // Elastic Cloud Serverless is always the newest, and calls itself 8.11.0.
  if (flavor === 'serverless') return ok('version', { version: flavor });
  const version = typeof number === 'string' ? number : await versionOfNode(client, signal);
  if (version === undefined) return unknown('version', refusalOf(root));
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_VERSION;
  const old = major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
  return old ? failed('version', elasticsearchErrors.tooOld, { version }) : ok('version', { version });
}

async function versionOfNode(client: Client, signal: AbortSignal): Promise<string | undefined> {
  const path = '/_nodes/_local/http';
  const { body } = await askCluster(client, { method: 'GET', path }, signal);
  const nodes = isJsonObject(body) ? Object.values(objectAt(body, 'nodes')) : [];
  const [node] = nodes.filter(isJsonObject);
  return typeof node?.version === 'string' ? node.version : undefined;
}

async function probePrivileges({
  client,
  dataset,
  setup,
  signal,
}: ProbeOptions): Promise<ElasticsearchVerdict> {
  const names = writtenNames(dataset);
  const needed = setup ? [...seeingPrivileges, ...setupPrivileges] : seeingPrivileges;
  const index = [{ names, privileges: [...writingPrivileges, ...lookUpPrivileges] }];
  const request = { method: 'POST', path: '/_security/user/_has_privileges' } as const;
  const body = { cluster: [...new Set(needed)], index };
  const answer = await askCluster(client, { ...request, body }, signal);
  if (answer.status >= 400 || !isJsonObject(answer.body)) return unknown('privileges', whyUnseen(answer));
  return judgePrivileges(answer.body, names, setup);
}

/** With security switched off, the cluster has no such path. */
function whyUnseen(answer: ClusterAnswer): string {
  const refusal = refusalOf(answer);
  return refusal.includes('no handler found') ? 'security is off in this cluster' : refusal;
}

/** The gravest of what is missing decides; all of that kind is named. */
function judgePrivileges(
  granted: JsonObject,
  names: readonly string[],
  setup: boolean,
): ElasticsearchVerdict {
  const onIndices = (privileges: readonly string[]) =>
    names.flatMap((name) =>
      privileges
        .filter((privilege) => objectAt(objectAt(granted, 'index'), name)[privilege] !== true)
        .map((privilege) => `${privilege} on ${name}`),
    );
  const onCluster = (privileges: readonly string[]) =>
    privileges.filter((privilege) => objectAt(granted, 'cluster')[privilege] !== true);
  const { forbidden, setupForbidden, lookupForbidden, seeingForbidden } = elasticsearchErrors;
  const writing = onIndices(writingPrivileges);
  if (writing.length > 0) return failed('privileges', forbidden, { missing: writing });
  const forSetup = setup ? onCluster(setupPrivileges) : [];
  if (forSetup.length > 0) return failed('privileges', setupForbidden, { missing: forSetup });
  const lookUp = onIndices(lookUpPrivileges);
  if (lookUp.length > 0) return warning('privileges', lookupForbidden, { missing: lookUp });
  const seeing = onCluster(seeingPrivileges);
  return seeing.length > 0 ? warning('privileges', seeingForbidden, { missing: seeing }) : ok('privileges');
}

async function probeTemplates(options: ProbeOptions): Promise<ElasticsearchVerdict> {
  try {
    const { installed, leftOut } = await setupElasticsearch({ ...options, dryRun: true });
    const inPlace = ['unchanged', 'newer'];
    const missing = installed.filter(({ action }) => !inPlace.includes(action)).map(({ name }) => name);
    const details = { leftOut: leftOut.map(({ what, why }) => `${what}: ${why}`) };
    if (missing.length === 0) return ok('templates', details);
    return warning('templates', elasticsearchErrors.templatesMissing, { ...details, missing });
  } catch (error) {
    // Where somebody else does the setup, these credentials need not see templates.
    const isHidden = error instanceof CodedError && error.code === elasticsearchErrors.forbidden.code;
    if (isHidden && !options.setup) return unknown('templates', 'the credentials do not show them');
    throw error;
  }
}

/** Whose template a new data stream would get: ours marks its mapping. */
async function probePrecedence(options: ProbeOptions): Promise<ElasticsearchVerdict> {
  const { notPreferred, templatesMissing } = elasticsearchErrors;
  const overlapping = new Set<string>();
  const lost: string[] = [];
  let outdone = false;
  for (const { dataStream, template } of dataStreams(options)) {
    const found = await simulateDataStream(options.client, dataStream, options.signal);
    if (found.refusal !== undefined) return unknown('precedence', found.refusal);
    for (const name of found.overlapping) overlapping.add(name);
    if (found.mark !== undefined) continue;
    lost.push(dataStream);
    // Ours is there, and another one wins. Without it, it only has to be installed.
    outdone ||= found.overlapping.includes(template);
  }
  const details = { overlapping: [...overlapping] };
  if (lost.length === 0) return ok('precedence', details);
  return failed('precedence', outdone ? notPreferred : templatesMissing, { ...details, data_streams: lost });
}

async function probeDataStreams(options: ProbeOptions): Promise<ElasticsearchVerdict> {
  const { client, signal } = options;
  const outdated: string[] = [];
  const pipelines = new Set<string>();
  for (const { dataStream } of dataStreams(options)) {
    if (await writesOldFields(client, dataStream, signal)) outdated.push(dataStream);
    for (const name of await finalPipelines(client, dataStream, signal)) pipelines.add(name);
  }
  const details = { final_pipelines: [...pipelines] };
  if (outdated.length === 0) return ok('data_streams', details);
  return warning('data_streams', elasticsearchErrors.dataStreamOutdated, { outdated, ...details });
}

/** What is written to, each with the name of the project's index template for it. */
function dataStreams({ dataset, namespaces }: ProbeOptions) {
  return namespaces.flatMap((namespace) => [
    { dataStream: `logs-${dataset}-${namespace}`, template: indexTemplateName(dataset) },
    { dataStream: `logs-${GAP_DATASET}-${namespace}`, template: GAP_TEMPLATE },
  ]);
}

async function probePipeline({ client, pipeline, signal }: ProbeOptions): Promise<ElasticsearchVerdict> {
  return ok('pipeline', { pipeline: await findPipeline(client, pipeline, signal) });
}
