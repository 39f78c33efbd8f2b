import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createElasticsearchClient } from '../../../../src/output/elasticsearch/client.ts';
import { probeElasticsearch } from '../../../../src/output/elasticsearch/probe.ts';
import type { ElasticsearchCheck } from '../../../../src/output/elasticsearch/verdict.ts';
import { type ClusterAnswers, startScriptedCluster } from '../../../support/scripted-cluster.ts';

const AUDIT = 'logs-o365.audit-*';
const GAPS = 'logs-m365_audit.gap-*';

async function probe(check: ElasticsearchCheck, answers: ClusterAnswers) {
  const cluster = await startScriptedCluster(answers);
  const verdicts = await probeAt(cluster.url);
  expect(cluster.puts).toEqual([]);
  return verdicts.find((verdict) => verdict.check === check);
}

async function probeAt(url: string) {
  const client = createElasticsearchClient({ nodes: [url], auth: { kind: 'none' }, compression: false });
  onTestFinished(() => client.close());
  return await probeElasticsearch({
    client,
    dataset: 'o365.audit',
    namespaces: ['default', 'fabrikam'],
    pipeline: 'none',
    setup: false,
    version: '0.0.0',
    signal: new AbortController().signal,
  });
}

/** The URL of a server that answers everything alike, without the header of the product. */
async function unmarked(status: number, body: string): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

it('what answers without the mark of Elasticsearch is told as something else, whatever its status', async () => {
  for (const status of [404, 403, 200]) {
    const verdicts = await probeAt(await unmarked(status, '{}'));
    expect(verdicts).toMatchObject([
      { check: 'connection', status: 'failed', problem: { code: 'ELASTICSEARCH_NOT_ELASTICSEARCH' } },
    ]);
  }
});

it('a refusal by the security of Elasticsearch, which has no mark, is one of Elasticsearch', async () => {
  const body = JSON.stringify({ error: { type: 'security_exception', reason: 'no' }, status: 403 });
  const [connection] = await probeAt(await unmarked(403, body));
  expect(connection).toMatchObject({ check: 'connection', status: 'ok' });
});

describe('the probe of the version', () => {
  const calledItself = (version: object): ClusterAnswers => ({
    answer: (request) => (request === 'GET /' ? { status: 200, body: { version } } : undefined),
  });

  it('tells a cluster that is too old', async () => {
    const verdict = await probe('version', calledItself({ number: '8.12.2', build_flavor: 'default' }));
    expect(verdict).toMatchObject({ status: 'failed', problem: { code: 'ELASTICSEARCH_TOO_OLD' } });
  });

  it('takes Elastic Cloud Serverless, whose number says nothing', async () => {
    const verdict = await probe('version', calledItself({ number: '8.11.0', build_flavor: 'serverless' }));
    expect(verdict).toMatchObject({ status: 'ok', details: { version: 'serverless' } });
  });
});

it('the probe of precedence looks at the data streams that tell of gaps, too', async () => {
  const marked = { _meta: { managed_by: 'm365-audit', content: 'x' } };
  const verdict = await probe('precedence', {
    answer(request) {
      if (!request.includes('_simulate_index')) return undefined;
      const isGap = request.includes('m365_audit.gap');
      const overlapping = isGap ? [{ name: 'm365-audit-gap' }] : [];
      return { status: 200, body: { template: { mappings: isGap ? {} : marked }, overlapping } };
    },
  });
  expect(verdict).toMatchObject({
    status: 'failed',
    problem: { code: 'ELASTICSEARCH_TEMPLATE_NOT_PREFERRED' },
    details: { data_streams: ['logs-m365_audit.gap-default', 'logs-m365_audit.gap-fabrikam'] },
  });
});

describe('the probe of privileges', () => {
  const all = { create_doc: true, auto_configure: true, read: true, view_index_metadata: true, delete: true };

  function granted(
    privileges: Record<string, object>,
    cluster: object = { monitor: true, read_pipeline: true },
  ): ClusterAnswers {
    return {
      answer: (request) =>
        request.includes('_has_privileges')
          ? { status: 200, body: { cluster, index: privileges } }
          : undefined,
    };
  }

  it('is content with everything', async () => {
    expect(await probe('privileges', granted({ [AUDIT]: all, [GAPS]: all }))).toMatchObject({ status: 'ok' });
  });

  it('fails without the right to write, and says where', async () => {
    const given = granted({ [AUDIT]: all, [GAPS]: { ...all, create_doc: false } });
    expect(await probe('privileges', given)).toMatchObject({
      status: 'failed',
      problem: { code: 'ELASTICSEARCH_FORBIDDEN' },
      details: { missing: [`create_doc on ${GAPS}`] },
    });
  });

  it('warns of what a look-up after a rollover needs', async () => {
    const given = granted({ [AUDIT]: { ...all, delete: false }, [GAPS]: { ...all, read: false } });
    expect(await probe('privileges', given)).toMatchObject({
      status: 'warning',
      problem: { code: 'ELASTICSEARCH_LOOKUP_FORBIDDEN' },
      details: { missing: [`delete on ${AUDIT}`, `read on ${GAPS}`] },
    });
  });

  it('knows nothing where the cluster has no security', async () => {
    const none = { answer: () => ({ status: 400, body: { error: 'no handler found' } }) };
    expect(await probe('privileges', none)).toMatchObject({
      status: 'unknown',
      details: { why: 'security is off in this cluster' },
    });
  });
});

it('the probe of data streams names final pipelines, which run over every document', async () => {
  const verdict = await probe('data_streams', {
    answer: (request) =>
      request.includes('default/_settings/index.final_pipeline')
        ? {
            status: 200,
            body: {
              '.ds-a': { settings: { index: { final_pipeline: '.fleet_final_pipeline-1' } } },
              '.ds-b': { settings: {} },
            },
          }
        : undefined,
  });
  expect(verdict).toMatchObject({ status: 'ok', details: { final_pipelines: ['.fleet_final_pipeline-1'] } });
});
