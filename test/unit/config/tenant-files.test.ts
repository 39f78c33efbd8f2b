import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { TenantFiles } from '../../../src/config/tenant-files.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { CLIENT_ID, parse, TENANT_ID } from './config-text.ts';

const other = '99999999-2222-3333-4444-555555555555';
const third = '77777777-2222-3333-4444-555555555555';
const text = (id: string, more = '') => `id: ${id}
auth: { method: client_secret, client_id: ${CLIENT_ID}, client_secret: s3cret-inline }
${more}`;

let folder: string;
const write = (name: string, content: string) => writeFileSync(join(folder, name), content);
const config = (more = '') => parse(`tenants_dir: ./tenants\n${more}output: { file: { path: ./out } }\n`, {});
const files = (given = config()) => new TenantFiles(folder, given, {});
/** What two looks find: a change counts when it was seen twice. */
function settled(of: TenantFiles) {
  of.look();
  return of.look();
}
const names = ({ tenants }: ReturnType<TenantFiles['look']>) =>
  [...tenants].map(([file, tenant]) => [file.slice(folder.length + 1), tenant.id]);

beforeEach(() => {
  folder = tempFolder();
});

describe('the files of tenants', () => {
  it('are all taken at the first look, and nothing else in the folder is', () => {
    write('a.yaml', text(TENANT_ID));
    write('b.yml', text(other));
    write('.b.yaml', text(third));
    write('notes.txt', 'x');
    write('c.yaml~', text(third));

    expect(names(files().look())).toEqual([
      ['a.yaml', TENANT_ID],
      ['b.yml', other],
    ]);
  });

  it('come, change and go when they were seen twice', () => {
    const of = files();
    of.look();
    write('a.yaml', text(TENANT_ID));
    expect(names(of.look())).toEqual([]);
    const [first] = of.look().tenants.values();
    expect(first?.id).toBe(TENANT_ID);
    expect([...of.look().tenants.values()][0]).toBe(first);

    write('a.yaml', text(TENANT_ID, 'name: contoso'));
    expect([...of.look().tenants.values()][0]).toBe(first);
    expect([...of.look().tenants.values()][0]?.name).toBe('contoso');

    rmSync(join(folder, 'a.yaml'));
    expect(of.look().tenants.size).toBe(1);
    expect(of.look().tenants.size).toBe(0);
  });

  it('that is replaced in two steps is missed by nobody', () => {
    write('a.yaml', text(TENANT_ID));
    const of = files();
    const [first] = of.look().tenants.values();
    renameSync(join(folder, 'a.yaml'), join(folder, 'a.tmp'));
    of.look();
    renameSync(join(folder, 'a.tmp'), join(folder, 'a.yaml'));

    expect([...settled(of).tenants.values()]).toEqual([first]);
  });

  it('that cannot be used is told once with its line; its last good version and the others stay', () => {
    write('a.yaml', text(TENANT_ID, 'name: contoso'));
    write('b.yaml', text(other));
    const of = files();
    of.look();
    write('a.yaml', text(TENANT_ID, 'nmae: contoso'));
    of.look();
    const found = of.look();

    expect(found.problems).toMatchObject([{ tenantId: TENANT_ID, isNew: true }]);
    expect(found.problems[0]?.error.message).toMatch(
      /\/a\.yaml:3:1 nmae: expected a known key .+ did you mean "name"\?/,
    );
    expect([...found.tenants.values()].map(({ name, id }) => name ?? id)).toEqual(['contoso', other]);
    expect(of.look().problems.map(({ isNew }) => isNew)).toEqual([false]);

    write('a.yaml', text(TENANT_ID, 'name: fabrikam'));
    expect(settled(of)).toMatchObject({ problems: [] });
  });

  it('that is broken from the start is left out, and tried again when its secret comes', () => {
    write('a.yaml', text(TENANT_ID).replace('client_secret: s3', 'client_secret_file: ./secrets/s3'));
    const of = files();
    const before = of.look();
    mkdirSync(join(folder, 'secrets'));
    write('secrets/s3cret-inline', 'from-file\n');

    expect(before.tenants.size).toBe(0);
    expect(before.problems[0]?.error.message).toContain(
      'a.yaml:2:101 auth.client_secret_file: expected a readable file',
    );
    expect([...of.look().tenants.values()][0]?.auth).toMatchObject({
      client_secret: { text: 'from-file', file: join(folder, 'secrets/s3cret-inline') },
    });
  });

  it.each([
    ['no YAML', `id: ${TENANT_ID.toUpperCase()}\nauth: [`, TENANT_ID],
    ['of one line', `{ "auth": 1, "id": "${TENANT_ID}" }`, TENANT_ID],
    ['named by domain', 'id: contoso.onmicrosoft.com # x\nnmae: x', 'contoso.onmicrosoft.com'],
    ['with something else in its place', `id: s3cret\nclient_id: ${TENANT_ID}`, null],
    ['empty', '', null],
  ])('that is %s tells its tenant as far as it can be read', (_, content, tenantId) => {
    write('a.yaml', content);
    expect(files().look().problems).toMatchObject([{ tenantId }]);
  });

  it('never shows a secret in what it tells', () => {
    write('a.yaml', text('s3cret-id').replace('auth: {', 'auth: { clientsecret: s3cret-too,'));

    expect(files().look().problems[0]?.error.message).not.toContain('s3cret');
  });

  it.each([
    ['another file', '', 'a.yaml'],
    ['the list', `tenants: [{ ${text(TENANT_ID).trim().replaceAll('\n', ', ')} }]\n`, 'tenants[0]'],
  ])('may not name a content type that %s collects', (_, list, place) => {
    write('a.yaml', text(list === '' ? TENANT_ID : other));
    const of = files(config(list));
    of.look();
    write('0.yaml', text(TENANT_ID, 'content_types: [DLP.All]'));
    const { problems, tenants } = settled(of);

    expect(problems.map(({ error }) => error.code)).toEqual(['CONFIG_TENANT_REPEATED']);
    expect(problems[0]?.error.message).toMatch(
      new RegExp(`0\\.yaml: DLP\\.All, which .*${place.replace('[', '\\[')}`),
    );
    expect(tenants.size).toBe(1);
  });

  it('may be renamed', () => {
    write('b.yaml', text(TENANT_ID));
    const of = files();
    of.look();
    renameSync(join(folder, 'b.yaml'), join(folder, 'a.yaml'));

    expect(settled(of)).toMatchObject({ problems: [] });
    expect(names(of.look())).toEqual([['a.yaml', TENANT_ID]]);
  });

  it('forget nothing when the folder cannot be read', () => {
    write('a.yaml', text(TENANT_ID));
    const of = files();
    of.look();
    renameSync(folder, `${folder}-away`);
    expect(() => of.look()).toThrow(expect.objectContaining({ code: 'CONFIG_TENANTS_DIR_UNREADABLE' }));
    renameSync(`${folder}-away`, folder);

    expect(of.look().tenants.size).toBe(1);
  });
});

describe('tenant_defaults', () => {
  const defaults = `tenant_defaults:
  data_stream_namespace: customers
  content_types: [DLP.All]
  auth: { method: client_secret, client_id: ${CLIENT_ID}, client_secret: s3cret-shared }
`;

  it('serve each tenant that says nothing else, in files and in the list', () => {
    write('a.yaml', `id: ${TENANT_ID}\ncontent_types: [Audit.Exchange]\n`);
    write('b.yaml', text(other));
    const given = config(`${defaults}tenants: [{ id: ${third}, data_stream_namespace: own }]\n`);
    const { tenants, problems } = files(given).look();

    expect(problems).toEqual([]);
    expect([...given.tenants, ...tenants.values()]).toMatchObject([
      { id: third, data_stream_namespace: 'own', content_types: ['DLP.All'], cloud: 'commercial' },
      {
        id: TENANT_ID,
        data_stream_namespace: 'customers',
        content_types: ['Audit.Exchange'],
        auth: { client_secret: { text: 's3cret-shared' } },
      },
      { id: other, content_types: ['DLP.All'], auth: { client_secret: { text: 's3cret-inline' } } },
    ]);
  });

  it('are told at their own line when they are wrong, once', () => {
    const wrong = defaults.replace('client_secret:', 'clientsecret:');
    const list = `tenants: [{ id: ${TENANT_ID} }, { id: ${other} }]\n`;

    expect(() => config(`${wrong}${list}`)).toThrow(
      /1 problem in .*\n.*:5:\d+ tenant_defaults\.auth\.clientsecret/,
    );
  });

  it('do not make up for what nobody gives', () => {
    expect(() => config(`tenant_defaults: { cloud: gcc }\ntenants: [{ id: ${TENANT_ID} }]\n`)).toThrow(
      'tenants[0].auth',
    );
  });
});
