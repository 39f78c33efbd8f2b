import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { parse } from 'yaml';
import { obtainElasticsearch } from '../../../sandbox/elasticsearch/obtain-elasticsearch.ts';
import type {
  ObtainedElasticsearch,
  RunningElasticsearch,
} from '../../../sandbox/elasticsearch/obtained-node.ts';
import { isJsonObject } from '../../../src/lib/json-object.ts';
import { createElasticsearchClient } from '../../../src/output/elasticsearch/client.ts';
import { type RoleBody, setupRole, writerRole } from '../../../src/output/elasticsearch/roles.ts';
import { runInProcess } from '../../support/command.ts';
import { writeConfigFile } from '../../support/config-file.ts';
import { authOf } from '../../support/elasticsearch.ts';
import { sandboxForTest } from '../../support/sandbox.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const { signal } = new AbortController();
const password = 'least-privilege';
const writer = writerRole('o365.audit');
const installer = setupRole();
const both: RoleBody = { ...writer, cluster: [...new Set([...writer.cluster, ...installer.cluster])] };

const without = (role: RoleBody, privilege: string): RoleBody => ({
  cluster: role.cluster.filter((one) => one !== privilege),
  indices: role.indices.map((index) => ({
    ...index,
    privileges: index.privileges.filter((one) => one !== privilege),
  })),
});

/** Each privilege that the daemon needs, and what `check` says without it. */
const ofWriter = [
  ['create_doc', 'failed', 'ELASTICSEARCH_FORBIDDEN'],
  ['auto_configure', 'failed', 'ELASTICSEARCH_FORBIDDEN'],
  ['read', 'warning', 'ELASTICSEARCH_LOOKUP_FORBIDDEN'],
  ['view_index_metadata', 'warning', 'ELASTICSEARCH_LOOKUP_FORBIDDEN'],
  ['delete', 'warning', 'ELASTICSEARCH_LOOKUP_FORBIDDEN'],
  ['monitor', 'warning', 'ELASTICSEARCH_SEEING_FORBIDDEN'],
  ['read_pipeline', 'warning', 'ELASTICSEARCH_SEEING_FORBIDDEN'],
] as const;
const ofSetup = ['monitor', 'manage_index_templates', 'manage_ingest_pipelines', 'read_ilm'] as const;

const roles: Readonly<Record<string, RoleBody>> = {
  writer,
  installer,
  both,
  ...Object.fromEntries(ofWriter.map(([name]) => [`writer_without_${name}`, without(writer, name)])),
  ...Object.fromEntries(ofSetup.map((name) => [`both_without_${name}`, without(both, name)])),
};

/** Users of the file realm, each with the role of its name (Elasticsearch reference, file-based user authentication). */
function realmFiles(): Record<string, string> {
  const names = Object.keys(roles);
  return {
    // One line for each role: the node's parser knows no aliases.
    'roles.yml': Object.entries(roles)
      .map(([name, role]) => `${name}: ${JSON.stringify(role)}\n`)
      .join(''),
    users: names.map((name) => `${name}:${hashed()}\n`).join(''),
    users_roles: names.map((name) => `${name}:${name}\n`).join(''),
  };
}

/** In the form of the setting `xpack.security.authc.password_hashing.algorithm: pbkdf2`. */
function hashed(): string {
  const salt = randomBytes(32);
  const key = pbkdf2Sync(password, salt, 10_000, 32, 'sha512');
  return `{PBKDF2}10000$${salt.toString('base64')}$${key.toString('base64')}`;
}

let obtained: ObtainedElasticsearch;

beforeAll(async () => {
  const { ELASTICSEARCH_URL: _, ...environment } = process.env;
  obtained = await obtainElasticsearch({ security: true, configFiles: realmFiles(), environment, signal });
});

afterAll(async () => {
  if (obtained.kind === 'running') await obtained.stop();
});

function node(ctx: TestContext): RunningElasticsearch {
  if (obtained.kind !== 'running') return ctx.skip(`no Elasticsearch: ${obtained.reasons.join('; ')}`);
  return obtained.how === 'maven'
    ? obtained
    : ctx.skip('the file realm is set up in the node from Maven only');
}

async function run(ctx: TestContext, args: readonly string[], username: string, setup = false) {
  const folder = tempFolder();
  const sandbox = await sandboxForTest({ records: 60, subscribed: true, days: 1 });
  const elasticsearch = { nodes: [node(ctx).url], auth: { username, password }, setup };
  const config = writeConfigFile(folder, sandbox, { output: { elasticsearch } });
  const result = await runInProcess([...args, '--config', join(folder, 'config.yaml')]);
  expect(config).toContain(folder);
  return result;
}

async function privilegesVerdict(ctx: TestContext, username: string, setup: boolean) {
  const { stdout } = await run(ctx, ['check', '--json'], username, setup);
  const printed: unknown = parse(stdout);
  const verdicts: unknown = isJsonObject(printed) ? printed.verdicts : [];
  const rows = Array.isArray(verdicts) ? verdicts.filter(isJsonObject) : [];
  return rows.find(({ subject, check }) => subject === 'output' && check === 'privileges');
}

describe('least privilege', () => {
  it('is enough for setup with the setup role, and for a run with the role of the writer', async (ctx) => {
    const installed = await run(ctx, ['setup'], 'installer');
    expect(installed.exitCode, installed.stderr).toBe(0);
    const passed = await run(ctx, ['run', '--once'], 'writer');
    expect(passed.exitCode, passed.stderr).toBe(0);
    const { url, ...rest } = node(ctx);
    const admin = createElasticsearchClient({ nodes: [url], auth: authOf({ url, ...rest }) });
    await admin.indices.refresh({ index: 'logs-o365.audit-*' });
    expect(await admin.count({ index: 'logs-o365.audit-*' })).toMatchObject({ count: 60 });
    await admin.close();
    const checked = await run(ctx, ['check'], 'writer');
    expect(checked.exitCode, checked.stdout).toBe(0);
    expect(checked.stdout).toContain('output: privileges: sufficient');
  });

  it('is enough for everything with both roles', async (ctx) => {
    const passed = await run(ctx, ['run', '--once'], 'both', true);
    expect(passed.exitCode, passed.stderr).toBe(0);
    expect(await privilegesVerdict(ctx, 'both', true)).toMatchObject({ status: 'ok' });
  });

  it('does not let the writer install, nor the installer write', async (ctx) => {
    expect(await run(ctx, ['setup'], 'writer')).toMatchObject({ exitCode: 1 });
    expect(await privilegesVerdict(ctx, 'installer', true)).toMatchObject({
      code: 'ELASTICSEARCH_FORBIDDEN',
    });
  });

  it.for(ofWriter)('check misses %s', async ([privilege, status, code], ctx) => {
    const verdict = await privilegesVerdict(ctx, `writer_without_${privilege}`, false);
    expect(verdict).toMatchObject({ status, code, message: expect.stringContaining(privilege) });
  });

  it.for(ofSetup)('check misses %s for setup', async (privilege, ctx) => {
    const verdict = await privilegesVerdict(ctx, `both_without_${privilege}`, true);
    const code = 'ELASTICSEARCH_SETUP_FORBIDDEN';
    expect(verdict).toMatchObject({ status: 'failed', code, message: expect.stringContaining(privilege) });
  });
});
