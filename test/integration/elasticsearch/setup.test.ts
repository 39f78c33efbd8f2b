import type { Client } from '@elastic/elasticsearch';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { probeElasticsearch } from '../../../src/output/elasticsearch/probe.ts';
import {
  findPipeline,
  type SetupOptions,
  setupElasticsearch,
} from '../../../src/output/elasticsearch/setup.ts';
import type { ElasticsearchVerdict } from '../../../src/output/elasticsearch/verdict.ts';
import {
  clientForTest,
  elasticsearchForTest,
  fullElasticsearchForTest,
  uniqueNamespace,
} from '../../support/elasticsearch.ts';

const { signal } = new AbortController();

/** A dataset of the test's own, so that its index template disturbs no other test. */
async function parts(ctx: TestContext): Promise<{ client: Client; options: SetupOptions; dataset: string }> {
  const client = clientForTest(await elasticsearchForTest(ctx));
  const dataset = uniqueNamespace();
  onTestFinished(async () => {
    // The reduced distribution cannot delete a data stream, and a template is kept while one uses it.
    await client.indices.deleteDataStream({ name: `logs-${dataset}-*` }, { ignore: [400, 405] });
    await client.indices.deleteIndexTemplate({ name: `m365-audit-${dataset}` }, { ignore: [400, 404] });
  });
  const options = { client, dataset, pipeline: 'm365-audit', version: '1.2.3', dryRun: false, signal };
  return { client, options, dataset };
}

async function verdicts(
  options: SetupOptions,
  namespaces = ['default'],
): Promise<Map<string, ElasticsearchVerdict>> {
  const found = await probeElasticsearch({ ...options, namespaces, setup: true });
  return new Map(found.map((verdict) => [verdict.check, verdict]));
}

describe('setup', () => {
  it('installs the templates, and does not write them again', async (ctx) => {
    const { client, options, dataset } = await parts(ctx);
    const first = await setupElasticsearch(options);
    expect(first.installed).toContainEqual({
      kind: 'index_template',
      name: `m365-audit-${dataset}`,
      action: 'created',
    });
    const second = await setupElasticsearch(options);
    expect(second.installed.map(({ action }) => action)).toEqual(first.installed.map(() => 'unchanged'));
    expect({ ...second, installed: [] }).toEqual({ ...first, installed: [] });

    const { index_templates } = await client.indices.getIndexTemplate({ name: `m365-audit-${dataset}` });
    expect(index_templates[0]?.index_template).toMatchObject({
      index_patterns: [`logs-${dataset}-*`],
      priority: 250,
      _meta: { managed_by: 'm365-audit', version: '1.2.3' },
    });
  });

  it('renews what somebody has changed in place', async (ctx) => {
    const { client, options, dataset } = await parts(ctx);
    await setupElasticsearch(options);
    const name = `m365-audit-${dataset}`;
    const { index_templates } = await client.indices.getIndexTemplate({ name });
    const { _meta } = index_templates[0]?.index_template ?? {};
    const index_patterns = [`logs-${dataset}-*`];
    await client.indices.putIndexTemplate({
      name,
      index_patterns,
      data_stream: {},
      priority: 1,
      _meta: _meta ?? {},
    });
    expect((await verdicts(options)).get('templates')).toMatchObject({
      problem: { code: 'ELASTICSEARCH_TEMPLATES_MISSING' },
      details: { missing: [name] },
    });
    const { installed } = await setupElasticsearch(options);
    expect(installed.filter(({ action }) => action !== 'unchanged')).toMatchObject([
      { name, action: 'updated' },
    ]);
    expect((await verdicts(options)).get('templates')?.status).toBe('ok');
  });

  it('changes nothing in a dry run, and tells what it would do', async (ctx) => {
    const { client, options, dataset } = await parts(ctx);
    const { installed } = await setupElasticsearch({ ...options, dryRun: true });
    expect(installed).toContainEqual(
      expect.objectContaining({ name: `m365-audit-${dataset}`, action: 'created' }),
    );
    expect(await client.indices.existsIndexTemplate({ name: `m365-audit-${dataset}` })).toBe(false);
  });

  it('renews what has changed', async (ctx) => {
    const { client, options, dataset } = await parts(ctx);
    const name = `m365-audit-${dataset}`;
    const _meta = { managed_by: 'm365-audit', content: 'of another version' };
    await client.indices.putIndexTemplate({
      name,
      index_patterns: [`logs-${dataset}-*`],
      priority: 250,
      _meta,
    });
    const { installed } = await setupElasticsearch(options);
    expect(installed).toContainEqual({ kind: 'index_template', name, action: 'updated' });
  });

  it('names everything that a reduced cluster cannot have, and goes on without it', async (ctx) => {
    const node = await elasticsearchForTest(ctx);
    if (node.fullDistribution) ctx.skip('the cluster is a full distribution');
    const { options } = await parts(ctx);
    const { leftOut, pipeline } = await setupElasticsearch(options);
    expect(leftOut).toContainEqual({
      what: 'setting index.lifecycle.name',
      why: 'the cluster does not know it',
    });
    expect(leftOut).toContainEqual({
      what: 'ingest pipeline m365-audit',
      why: 'No processor type exists with name [set]',
    });
    expect(leftOut.map(({ what }) => what)).toContain('lifecycle of the index template');
    expect(pipeline).toBe('_none');
  });

  it('leaves nothing out in a full distribution', async (ctx) => {
    await fullElasticsearchForTest(ctx);
    const { options } = await parts(ctx);
    expect(await setupElasticsearch(options)).toMatchObject({ leftOut: [], pipeline: 'm365-audit' });
  });

  it('refuses a pipeline that the operator named and the cluster does not have', async (ctx) => {
    const { client, options } = await parts(ctx);
    const missing = { code: 'ELASTICSEARCH_PIPELINE_MISSING', message: expect.stringContaining('not-there') };
    await expect(setupElasticsearch({ ...options, pipeline: 'not-there' })).rejects.toMatchObject(missing);
    await expect(findPipeline(client, 'not-there', signal)).rejects.toMatchObject(missing);
  });

  it('takes a pipeline that the operator named, and none', async (ctx) => {
    const { client, options, dataset: id } = await parts(ctx);
    await client.ingest.putPipeline({ id, processors: [] });
    onTestFinished(async () => void (await client.ingest.deletePipeline({ id })));
    expect((await setupElasticsearch({ ...options, pipeline: id })).pipeline).toBe(id);
    expect(await findPipeline(client, id, signal)).toBe(id);
    expect((await setupElasticsearch({ ...options, pipeline: 'none' })).pipeline).toBe('_none');
    expect(await findPipeline(client, 'none', signal)).toBe('_none');
  });

  it('says why the cluster refuses a template', async (ctx) => {
    const { client, options, dataset } = await parts(ctx);
    const name = `other-${dataset}`;
    const rival = { name, index_patterns: [`logs-${dataset}-*`], priority: 250, data_stream: {} };
    await client.indices.putIndexTemplate(rival);
    onTestFinished(async () => void (await client.indices.deleteIndexTemplate({ name })));
    await expect(setupElasticsearch(options)).rejects.toMatchObject({
      code: 'ELASTICSEARCH_TEMPLATE_REFUSED',
      message: expect.stringContaining(name),
    });
  });
});

describe('the probe', () => {
  it('finds nothing wrong after setup', async (ctx) => {
    const { options } = await parts(ctx);
    await setupElasticsearch(options);
    const found = await verdicts(options);
    const wrong = [...found.values()].filter(({ status }) => status === 'failed' || status === 'warning');
    expect(wrong).toEqual([]);
    expect(found.get('version')?.details.version).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('tells that the templates are missing', async (ctx) => {
    const { options, dataset } = await parts(ctx);
    const found = await verdicts(options);
    expect(found.get('templates')).toMatchObject({
      status: 'warning',
      problem: { code: 'ELASTICSEARCH_TEMPLATES_MISSING' },
      details: { missing: expect.arrayContaining([`m365-audit-${dataset}`]) },
    });
    expect(found.get('precedence')?.status).toBe('failed');
  });

  it("takes precedence over a template as Elastic's package has one, and tells of one that is stronger", async (ctx) => {
    const { client, options, dataset } = await parts(ctx);
    await setupElasticsearch(options);
    const name = `package-${dataset}`;
    const put = (priority: number) =>
      client.indices.putIndexTemplate({
        name,
        index_patterns: [`logs-${dataset}-*`],
        priority,
        data_stream: {},
      });
    onTestFinished(async () => void (await client.indices.deleteIndexTemplate({ name })));
    await put(200);
    expect((await verdicts(options)).get('precedence')).toMatchObject({
      status: 'ok',
      details: { overlapping: [name] },
    });
    await put(300);
    expect((await verdicts(options)).get('precedence')).toMatchObject({
      status: 'failed',
      problem: { code: 'ELASTICSEARCH_TEMPLATE_NOT_PREFERRED' },
    });
  });

  it('looks at the data streams of every namespace', async (ctx) => {
    const { client, options, dataset } = await parts(ctx);
    await setupElasticsearch(options);
    const name = `other-${dataset}`;
    const index_patterns = [`logs-${dataset}-prod*`];
    await client.indices.putIndexTemplate({ name, index_patterns, priority: 500, data_stream: {} });
    onTestFinished(async () => void (await client.indices.deleteIndexTemplate({ name })));
    expect((await verdicts(options, ['default', 'prod'])).get('precedence')).toMatchObject({
      status: 'failed',
      problem: { code: 'ELASTICSEARCH_TEMPLATE_NOT_PREFERRED' },
      details: { data_streams: [`logs-${dataset}-prod`] },
    });
  });

  it('does not blame other templates where its own only has to be installed', async (ctx) => {
    const { client, options, dataset } = await parts(ctx);
    for (const priority of [100, 200]) {
      const name = `other-${dataset}-${priority}`;
      const index_patterns = [`logs-${dataset}-*`];
      await client.indices.putIndexTemplate({ name, index_patterns, priority, data_stream: {} });
      onTestFinished(async () => void (await client.indices.deleteIndexTemplate({ name })));
    }
    expect((await verdicts(options)).get('precedence')).toMatchObject({
      status: 'failed',
      problem: { code: 'ELASTICSEARCH_TEMPLATES_MISSING' },
    });
  });

  it('finds nothing wrong with a namespace that a URL cannot hold as it is', async (ctx) => {
    const { client, options, dataset } = await parts(ctx);
    await setupElasticsearch(options);
    for (const namespace of ['テスト', 'a%zz']) {
      const index = `logs-${dataset}-${namespace}`;
      await client.index({ index, op_type: 'create', document: { '@timestamp': '2026-01-01T00:00:00Z' } });
      const found = await verdicts(options, [namespace]);
      expect(found.get('precedence')?.status).toBe('ok');
      expect(found.get('data_streams')?.status).toBe('ok');
    }
  });

  it('tells of a data stream that was made from another template', async (ctx) => {
    const { client, options, dataset } = await parts(ctx);
    const name = `package-${dataset}`;
    const patterns = { index_patterns: [`logs-${dataset}-*`], priority: 200, data_stream: {} };
    await client.indices.putIndexTemplate({ name, ...patterns });
    const index = `logs-${dataset}-old`;
    await client.index({ index, op_type: 'create', document: { '@timestamp': '2026-01-01T00:00:00Z' } });
    await setupElasticsearch(options);
    await client.indices.deleteIndexTemplate({ name });
    expect((await verdicts(options, ['old', 'absent'])).get('data_streams')).toMatchObject({
      status: 'warning',
      problem: { code: 'ELASTICSEARCH_DATA_STREAM_OUTDATED' },
      details: { outdated: [index] },
    });
    await client.indices.rollover({ alias: index });
    expect((await verdicts(options, ['old', 'absent'])).get('data_streams')?.status).toBe('ok');
  });
});
