import { accessSync, constants } from 'node:fs';
import type { Client } from '@elastic/elasticsearch';
import type { Config, ElasticsearchConfig } from '../../config/config.ts';
import { buildClient } from '../../daemon/build-client.ts';
import { CodedError } from '../../lib/coded-error.ts';
import { makeFolder } from '../../lib/make-folder.ts';
import type { Network } from '../../lib/network.ts';
import { version } from '../../lib/version.ts';
import { elasticsearchErrors } from '../../output/elasticsearch/errors.ts';
import { probeElasticsearch } from '../../output/elasticsearch/probe.ts';
import type { ElasticsearchVerdict } from '../../output/elasticsearch/verdict.ts';
import { cliErrors } from '../errors.ts';
import { ok, problem, type Verdict } from './verdict.ts';

/** Looks at everything that writing to the configured output needs. */
export async function checkOutput(config: Config, network: Network, signal: AbortSignal): Promise<Verdict[]> {
  if ('file' in config.output) return [checkFolder('output', 'folder', config.output.file.path)];
  const { elasticsearch } = config.output;
  let client: Client;
  try {
    client = buildClient(elasticsearch, network);
  } catch (error) {
    return [problem('output', 'client certificate', error)];
  }
  try {
    const verdicts = await probeElasticsearch({
      client,
      dataset: elasticsearch.data_stream.dataset,
      namespaces: [...new Set(config.tenants.map((tenant) => tenant.data_stream_namespace))],
      pipeline: elasticsearch.pipeline ?? 'none',
      setup: elasticsearch.setup,
      version: version(),
      signal,
    });
    return verdicts.map((verdict) => inWords(verdict, elasticsearch));
  } finally {
    await client.close();
  }
}

/** Whether a folder exists, or can be made, and can be written. */
export function checkFolder(subject: string, check: string, path: string): Verdict {
  try {
    makeFolder(path);
    // A file in the place of the folder is refused by the last part of this path.
    accessSync(`${path}/.`, constants.R_OK | constants.W_OK | constants.X_OK);
    return ok(subject, check, `${path} can be written`);
  } catch (cause) {
    return problem(subject, check, new CodedError(cliErrors.folderUnwritable, path, { cause }));
  }
}

const fine: Readonly<Record<ElasticsearchVerdict['check'], string>> = {
  connection: 'Elasticsearch answers',
  version: 'supported',
  privileges: 'sufficient',
  templates: 'installed and current',
  precedence: 'no other template takes precedence',
  data_streams: 'as expected',
  pipeline: 'present',
};

function inWords(verdict: ElasticsearchVerdict, config: ElasticsearchConfig): Verdict {
  const { check, status, details } = verdict;
  if (verdict.problem?.code === elasticsearchErrors.templatesMissing.code && config.setup) {
    return ok('output', check.replace('_', ' '), 'not in place yet; run installs them');
  }
  const facts = Object.entries(details)
    .filter(([key, value]) => key !== 'leftOut' && value.length > 0)
    .map(
      ([key, value]) => `${key === 'why' ? '' : `${key.replaceAll('_', ' ')} `}${[value].flat().join(', ')}`,
    );
  const where = check === 'connection' ? [config.nodes.join(', ')] : [];
  if (verdict.problem === undefined && details.pipeline === '_none') {
    return ok('output', check, 'documents pass none');
  }
  const meaning = verdict.problem?.meaning ?? (status === 'unknown' ? 'cannot be seen' : fine[check]);
  const message = [meaning, ...[[...where, ...facts].join('; ')].filter((text) => text !== '')].join(': ');
  const base = { subject: 'output', check: check.replace('_', ' '), status, message };
  return verdict.problem === undefined
    ? base
    : { ...base, code: verdict.problem.code, remedy: verdict.problem.remedy };
}
