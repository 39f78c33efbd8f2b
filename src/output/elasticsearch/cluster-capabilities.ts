import type { Client } from '@elastic/elasticsearch';
import { CodedError } from '../../lib/coded-error.ts';
import { askCluster, refusalOf } from './ask-cluster.ts';
import { elasticsearchErrors } from './errors.ts';
import { optionalFieldTypes } from './field-types.ts';
import { type JsonObject, objectAt, type TemplateFiles } from './template-files.ts';

/** What of the project's templates a cluster does not know, each with the reason. */
export interface Unsupported {
  readonly fieldTypes: ReadonlyMap<string, string>;
  /** By full name, such as index.lifecycle.name. */
  readonly settings: ReadonlyMap<string, string>;
  /** Sections of the index template's `template`, such as lifecycle. */
  readonly sections: ReadonlyMap<string, string>;
  /** Why the ingest pipeline cannot run; null where it can. */
  readonly pipeline: string | null;
}

/**
 * Asks the cluster what it can do by having it simulate the templates: a full distribution needs one simulation, a reduced one is
 * asked part by part. Nothing in the cluster changes.
 *
 * @throws CodedError when the cluster cannot be asked, ELASTICSEARCH_FORBIDDEN among the causes
 */
export async function findUnsupported(
  client: Client,
  files: TemplateFiles,
  signal: AbortSignal,
): Promise<Unsupported> {
  const cluster = new Simulation(client, signal);
  const settings = objectAt(objectAt(files.settings, 'template'), 'settings');
  const mappings = objectAt(objectAt(files.fields, 'template'), 'mappings');
  const sections = objectAt(files.indexTemplate, 'template');
  const wholeIsKnown = (await cluster.refusal({ ...sections, settings, mappings })) === null;
  const eachOf = (parts: Iterable<readonly [string, JsonObject]>): Promise<Map<string, string>> =>
    wholeIsKnown ? Promise.resolve(new Map()) : cluster.refusals(parts);
  const definitions = [...optionalFieldTypes([mappings, files.gapFields])];
  return {
    fieldTypes: await eachOf(
      definitions.map(([type, field]) => [type, { mappings: { properties: { field } } }]),
    ),
    settings: withMissing(
      await eachOf(Object.entries(settings).map(([key, value]) => [key, { settings: { [key]: value } }])),
      'index.lifecycle.name',
      await cluster.missingPolicy(settings['index.lifecycle.name']),
    ),
    sections: withMissing(
      await eachOf(Object.entries(sections).map(([key, value]) => [key, { [key]: value }])),
      'lifecycle',
      'lifecycle' in sections ? await cluster.missingLifecycles() : null,
    ),
    pipeline: await cluster.pipelineRefusal(files.pipeline),
  };
}

function withMissing(found: Map<string, string>, key: string, why: string | null): Map<string, string> {
  return why === null || found.has(key) ? found : found.set(key, why);
}

/** A name that matches no data stream, so that the simulated template competes with none. */
const PROBE_PATTERN = 'm365-audit-probe';

class Simulation {
  readonly #client: Client;
  readonly #signal: AbortSignal;

  constructor(client: Client, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  /** Why the cluster refuses an index template with this `template`; null where it takes it. */
  refusal(template: JsonObject): Promise<string | null> {
    return this.#try('/_index_template/_simulate', {
      index_patterns: [PROBE_PATTERN],
      data_stream: {},
      template,
    });
  }

  async refusals(parts: Iterable<readonly [string, JsonObject]>): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const [name, template] of parts) {
      const why = await this.refusal(template);
      if (why !== null) found.set(name, why);
    }
    return found;
  }

  pipelineRefusal(pipeline: JsonObject): Promise<string | null> {
    return this.#try('/_ingest/pipeline/_simulate', { pipeline, docs: [{ _source: {} }] });
  }

  /** A policy that is named but missing would stop the index's lifecycle with an error. */
  async missingPolicy(name: unknown): Promise<string | null> {
    if (typeof name !== 'string') return null;
    const path = `/_ilm/policy/${encodeURIComponent(name)}`;
    const answer = await askCluster(this.#client, { method: 'GET', path }, this.#signal);
    return answer.status === 404 || answer.status === 410
      ? `the cluster has no lifecycle policy ${name}`
      : null;
  }

  /** The core takes a lifecycle in a template even where the module that acts on it is missing. */
  async missingLifecycles(): Promise<string | null> {
    const path = `/_data_stream/${PROBE_PATTERN}*/_lifecycle`;
    const { status } = await askCluster(this.#client, { method: 'GET', path }, this.#signal);
    return [400, 405, 410].includes(status) ? 'the cluster does not manage data stream lifecycles' : null;
  }

  async #try(path: string, body: JsonObject): Promise<string | null> {
    const answer = await askCluster(this.#client, { method: 'POST', path, body }, this.#signal);
    if (answer.status < 400) return null;
    if (answer.status === 403) throw new CodedError(elasticsearchErrors.forbidden, refusalOf(answer));
    return refusalOf(answer);
  }
}
