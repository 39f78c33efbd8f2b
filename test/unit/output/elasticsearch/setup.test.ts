import { describe, expect, it, onTestFinished } from 'vitest';
import { createElasticsearchClient } from '../../../../src/output/elasticsearch/client.ts';
import { type SetupOptions, setupElasticsearch } from '../../../../src/output/elasticsearch/setup.ts';
import { readTemplateFiles } from '../../../../src/output/elasticsearch/template-files.ts';
import { lastingPort } from '../../../support/lasting-port.ts';
import {
  type ClusterAnswers,
  type ScriptedCluster,
  startScriptedCluster,
} from '../../../support/scripted-cluster.ts';

const options = { dataset: 'o365.audit', pipeline: 'm365-audit', version: '1.2.3', dryRun: false };

async function setup(answers: ClusterAnswers = {}, changes: Partial<SetupOptions> = {}) {
  const cluster: ScriptedCluster = await startScriptedCluster(answers);
  // Without compression, so that the scripted cluster can read the bodies.
  const client = createElasticsearchClient({
    nodes: [cluster.url],
    auth: { kind: 'none' },
    compression: false,
  });
  onTestFinished(() => client.close());
  const { signal } = new AbortController();
  const result = setupElasticsearch({ ...options, ...changes, client, signal });
  return { result, cluster };
}

/** A full distribution has the policy that the settings name, and manages lifecycles. */
const full: ClusterAnswers = {
  answer: (request) => (/^GET \/(_ilm|_data_stream)/.test(request) ? { status: 200, body: {} } : undefined),
};

describe('setup in a full distribution', () => {
  it('installs everything as the files have it, component templates first, marked with the version', async () => {
    const { result, cluster } = await setup(full);
    expect(await result).toEqual({
      installed: [
        { kind: 'component_template', name: 'm365-audit-settings', action: 'created' },
        { kind: 'component_template', name: 'm365-audit-fields', action: 'created' },
        { kind: 'index_template', name: 'm365-audit', action: 'created' },
        { kind: 'component_template', name: 'm365-audit-gap-fields', action: 'created' },
        { kind: 'index_template', name: 'm365-audit-gap', action: 'created' },
        { kind: 'ingest_pipeline', name: 'm365-audit', action: 'created' },
      ],
      leftOut: [],
      pipeline: 'm365-audit',
    });
    const files = await readTemplateFiles();
    const bodies = new Map(cluster.puts.map(({ path, body }) => [path, body]));
    expect(bodies.get('/_component_template/m365-audit-settings')).toMatchObject({
      template: files.settings.template,
      _meta: { managed_by: 'm365-audit', version: '1.2.3', content: expect.stringMatching(/^[0-9a-f]{16}$/) },
    });
    expect(bodies.get('/_component_template/m365-audit-fields')).toMatchObject({
      template: files.fields.template,
    });
    expect(bodies.get('/_index_template/m365-audit')).toMatchObject({
      template: files.indexTemplate.template,
    });
    expect(bodies.get('/_component_template/m365-audit-gap-fields')).toMatchObject({
      template: files.gapFields.template,
    });
    expect(bodies.get('/_index_template/m365-audit-gap')).toMatchObject({
      index_patterns: ['logs-m365_audit.gap-*'],
      template: files.gapIndexTemplate.template,
    });
    expect(bodies.get('/_ingest/pipeline/m365-audit')).toMatchObject({
      processors: files.pipeline.processors,
    });
  });

  it('gives each dataset an index template of its own', async () => {
    const { result, cluster } = await setup(full, { dataset: 'other' });
    await result;
    expect(cluster.puts.find(({ path }) => path === '/_index_template/m365-audit-other')?.body).toMatchObject(
      {
        index_patterns: ['logs-other-*'],
      },
    );
  });

  it('leaves the pipeline alone when another or none is configured', async () => {
    const { result, cluster } = await setup(full, { pipeline: 'none' });
    expect((await result).pipeline).toBe('_none');
    expect(cluster.puts.map(({ path }) => path)).not.toContain('/_ingest/pipeline/m365-audit');
  });

  it('writes nothing in a dry run', async () => {
    const { result, cluster } = await setup(full, { dryRun: true });
    expect((await result).installed.map(({ action }) => action)).toEqual(Array(6).fill('created'));
    expect(cluster.puts).toEqual([]);
  });

  it('does without a lifecycle policy that does not exist, and says so', async () => {
    const { result, cluster } = await setup({
      answer: (request) => (request.startsWith('GET /_data_stream') ? { status: 200, body: {} } : undefined),
    });
    expect((await result).leftOut).toEqual([
      { what: 'setting index.lifecycle.name', why: 'the cluster has no lifecycle policy logs' },
    ]);
    expect(JSON.stringify(cluster.puts)).not.toContain('index.lifecycle.name');
  });
});

it('setup in Elastic Cloud Serverless, which has no lifecycle policies and answers 410, goes on without them', async () => {
  const gone = {
    status: 410,
    body: { error: { type: 'api_not_available_exception', reason: 'not in serverless mode' }, status: 410 },
  };
  const refused = {
    status: 400,
    body: {
      error: {
        type: 'illegal_argument_exception',
        reason: 'Settings [index.lifecycle.name] are not available',
      },
      status: 400,
    },
  };
  const { result, cluster } = await setup({
    answer(request, body) {
      if (request.startsWith('GET /_ilm')) return gone;
      if (request.endsWith('_simulate') && JSON.stringify(body).includes('index.lifecycle.name'))
        return refused;
      return full.answer?.(request, body);
    },
  });
  expect(await result).toMatchObject({
    leftOut: [
      { what: 'setting index.lifecycle.name', why: 'Settings [index.lifecycle.name] are not available' },
    ],
    pipeline: 'm365-audit',
  });
  expect(cluster.puts).toHaveLength(6);
  expect(JSON.stringify(cluster.puts)).not.toContain('index.lifecycle.name');
});

it('setup goes on while one of the nodes is down', async () => {
  const port = await lastingPort();
  const cluster = await startScriptedCluster(full);
  const nodes = [`http://127.0.0.1:${port}`, cluster.url];
  const client = createElasticsearchClient({ nodes, auth: { kind: 'none' }, compression: false });
  onTestFinished(() => client.close());
  await setupElasticsearch({ ...options, client, signal: new AbortController().signal });
  expect(cluster.puts).toHaveLength(6);
});

describe('setup where something of its names is there already', () => {
  /** A cluster in which the index template looks like this. */
  const having = (indexTemplate: unknown): ClusterAnswers => ({
    answer: (request, body) =>
      request === 'GET /_index_template/m365-audit'
        ? { status: 200, body: { index_templates: [{ name: 'm365-audit', index_template: indexTemplate }] } }
        : full.answer?.(request, body),
  });
  const installedBy = (version: string) =>
    having({
      index_patterns: ['x'],
      _meta: { managed_by: 'm365-audit', version, content: '0123456789abcdef' },
    });
  const path = '/_index_template/m365-audit';

  async function outcome(answers: ClusterAnswers, changes: { version?: string; force?: boolean } = {}) {
    const { result, cluster } = await setup(answers, changes);
    const { installed } = await result;
    const one = installed.find(({ kind, name }) => kind === 'index_template' && name === 'm365-audit');
    return { action: one?.action, written: cluster.puts.some((put) => put.path === path) };
  }

  it.each(['1.2.2', '1.1.9', '0.10.0', '1.2.3', '1.2.3-rc.1', 'unknown'])(
    'brings up to date what version %s installed',
    async (version) => {
      expect(await outcome(installedBy(version))).toEqual({ action: 'updated', written: true });
    },
  );

  it.each(['1.2.4', '1.10.0', '2.0.0', '1.3.0-rc.1'])(
    'leaves what the newer version %s installed',
    async (version) => {
      expect(await outcome(installedBy(version))).toEqual({ action: 'newer', written: false });
      expect(await outcome(installedBy(version), { force: true })).toEqual({
        action: 'updated',
        written: true,
      });
    },
  );

  it('does not take a version that it cannot read of itself for an old one', async () => {
    expect(await outcome(installedBy('1.0.0'), { version: 'unknown' })).toEqual({
      action: 'updated',
      written: true,
    });
  });

  it('tells that it overwrites what somebody else has put there', async () => {
    expect(await outcome(having({ index_patterns: ['logs-o365*'] }))).toEqual({
      action: 'replaced',
      written: true,
    });
  });
});

describe('setup in a cluster that refuses', () => {
  it('says what privilege is missing, and installs nothing', async () => {
    const error = { type: 'security_exception', reason: 'action [...] is unauthorized for API key' };
    const { result, cluster } = await setup({
      answer: (request) => (request.includes('_simulate') ? { status: 403, body: { error } } : undefined),
    });
    await expect(result).rejects.toMatchObject({ code: 'ELASTICSEARCH_FORBIDDEN' });
    expect(cluster.puts).toEqual([]);
  });

  it('takes a cluster that is in trouble for that, not for a reduced one', async () => {
    const { result, cluster } = await setup({ answer: () => ({ status: 503, body: {} }) });
    await expect(result).rejects.toMatchObject({ code: 'ELASTICSEARCH_UNAVAILABLE' });
    expect(cluster.puts).toEqual([]);
  });

  it('passes the reason on', async () => {
    const error = { type: 'illegal_argument_exception', reason: 'it would cause conflicts' };
    const { result } = await setup({
      answer: (request, body) =>
        request.startsWith('PUT /_index_template')
          ? { status: 400, body: { error } }
          : full.answer?.(request, body),
    });
    await expect(result).rejects.toMatchObject({
      code: 'ELASTICSEARCH_TEMPLATE_REFUSED',
      message: expect.stringContaining('it would cause conflicts'),
    });
  });

  it('says which file is missing', async () => {
    await expect(readTemplateFiles(new URL('file:///no-such-folder/'))).rejects.toMatchObject({
      code: 'ELASTICSEARCH_FILES_MISSING',
      message: expect.stringContaining('/no-such-folder/mappings/'),
    });
  });
});
