import { expect, it, onTestFinished } from 'vitest';
import { probeElasticsearch } from '../../../src/output/elasticsearch/probe.ts';
import { setupElasticsearch } from '../../../src/output/elasticsearch/setup.ts';
import { dated, idsIn, realStream } from '../../support/real-stream.ts';

const { signal } = new AbortController();

it("lives beside Elastic's package: its mapping, its template and its pipelines", async (ctx) => {
  const stream = await realStream(ctx);
  const { client, dataset, dataStream, newWriter } = stream;
  const options = { client, dataset, pipeline: 'm365-audit', version: '0.0.0', dryRun: false, signal };
  // The package was there first: its data stream exists, and its default pipeline would fail each document.
  await client.indices.deleteIndexTemplate({ name: `m365-audit-${dataset}` });
  const finalPipeline = `final-${dataset}`;
  await client.ingest.putPipeline({ id: finalPipeline, processors: [] });
  const name = `logs-${dataset}`;
  await client.indices.putIndexTemplate({
    name,
    index_patterns: [`logs-${dataset}-*`],
    priority: 200,
    data_stream: {},
    composed_of: [`logs-${dataset}@package`, `logs-${dataset}@custom`],
    ignore_missing_component_templates: [`logs-${dataset}@package`, `logs-${dataset}@custom`],
    template: {
      settings: { index: { default_pipeline: `${name}-3.11.1`, final_pipeline: finalPipeline } },
      mappings: { dynamic: true, properties: { '@timestamp': { type: 'date' }, message: { type: 'long' } } },
    },
    _meta: { managed_by: 'fleet', managed: true, package: { name: 'o365' } },
  });
  onTestFinished(async () => {
    await client.indices.deleteIndexTemplate({ name }, { ignore: [400, 404] });
  });
  await client.bulk({
    operations: [{ create: { _index: dataStream, _id: 'old' } }, { '@timestamp': '2026-01-01T00:00:00Z' }],
    pipeline: '_none',
  });
  await setupElasticsearch(options);

  const probe = async () => {
    const verdicts = await probeElasticsearch({ ...options, namespaces: ['default'], setup: true });
    return new Map(verdicts.map((verdict) => [verdict.check, verdict]));
  };
  const before = await probe();
  expect(before.get('precedence')).toMatchObject({ status: 'ok', details: { overlapping: [name] } });
  expect(before.get('data_streams')).toMatchObject({
    status: 'warning',
    problem: { code: 'ELASTICSEARCH_DATA_STREAM_OUTDATED' },
    details: { outdated: [dataStream], final_pipelines: [finalPipeline] },
  });

  // Its mapping does not fit, which only the safe form survives; its default pipeline does not run.
  const { writer, inSafeForm } = newWriter();
  expect(await writer.write([dated(dataStream, 'a'), dated(dataStream, 'b')], signal)).toMatchObject({
    indexed: 2,
    rejected: [],
  });
  expect(inSafeForm).toMatchObject([{ documents: 2 }]);

  await client.indices.rollover({ alias: dataStream });
  expect((await probe()).get('data_streams')?.status).toBe('ok');
  expect(await writer.write([dated(dataStream, 'a'), dated(dataStream, 'c')], signal)).toMatchObject({
    indexed: 1,
    duplicates: 1,
  });
  expect(await idsIn(client, dataStream)).toEqual(['a', 'b', 'c', 'old']);
});
