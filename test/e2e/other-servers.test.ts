import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { runCommand } from '../support/command.ts';
import { localhostCertificate } from '../support/localhost-certificate.ts';
import { type OtherApiServer, type OtherApiTraits, startOtherApi } from '../support/other-api-server.ts';
import { writtenDocuments } from '../support/output-files.ts';
import { tempFolder } from '../support/temp-folder.ts';

const contentTypes = ['Audit.General', 'Audit.SharePoint'];

const rows: readonly (OtherApiTraits & { readonly name: string })[] = [
  { name: 'as documented' },
  {
    name: 'on an IPv6 address, one blob a page, NextPageUrl',
    host: '::1',
    pageSize: 1,
    nextPageHeader: 'NextPageUrl',
  },
  { name: 'names of headers in small letters', pageSize: 1, nextPageHeader: 'nextpageuri' },
  { name: 'paths as next pages', pageSize: 1, relativeNextPage: true },
  { name: 'chunks, gzip and byte order marks', framing: 'chunked', encoding: 'gzip', byteOrderMark: true },
  { name: 'deflate', encoding: 'deflate' },
  { name: 'brotli', encoding: 'br', byteOrderMark: true },
  { name: 'bodies that end with the connection', framing: 'close', encoding: 'gzip' },
  { name: 'HTTP/1.0 without a Date', framing: 'http10', byteOrderMark: true },
  { name: 'no Date', date: null },
  { name: 'an absurd Date', date: 'Sat, 01 Jan 2000 00:00:00 GMT' },
  { name: 'a Date that is none', date: 'now' },
  { name: 'times without Z', time: (iso) => iso.replace('Z', '') },
  { name: 'times with seven digits', time: (iso) => iso.replace('Z', '1234Z') },
  { name: 'times with an offset', time: (iso) => iso.replace('Z', '+00:00') },
  {
    name: 'no contentExpiration, and members that nobody knows',
    item: ({ contentExpiration: _, ...item }) => ({
      extra: { a: [1] },
      ...item,
      contentType: 'AUDIT.GENERAL',
    }),
  },
  {
    name: 'a contentExpiration in the past',
    item: (item) => ({ ...item, contentExpiration: '2017-10-13T18:00:51.748Z' }),
  },
  { name: 'a contentExpiration that is no time', item: (item) => ({ ...item, contentExpiration: 'never' }) },
  { name: '204 for what is empty', emptyList: 'no_content' },
  { name: 'the same contentIds in each content type', sameContentIds: true },
  { name: 'subscriptions without a status', subscription: (contentType) => ({ contentType }) },
  {
    name: 'subscriptions in other letters',
    subscription: (contentType) => ({
      contentType: contentType.toUpperCase(),
      status: 'Enabled',
      webhook: null,
    }),
  },
  { name: 'errors in a 200', errorsAs200: true },
  { name: 'AF429 in single quotes', throttled: 'single_quotes' },
  { name: 'a bare 429', throttled: '429' },
];

type Row = (typeof rows)[number];

/** Each server belongs to a tenant of its own, and one process collects from all of them. */
const tenantId = (row: Row) =>
  `0f0e0d0c-0b0a-4909-8807-0605040302${String(rows.indexOf(row)).padStart(2, '0')}`;

/** A configuration with the tenant of each server. */
function writeConfig(folder: string, servers: ReadonlyMap<Row, OtherApiServer>): string {
  const tenants = Array.from(servers, ([row, { url }]) => ({
    id: tenantId(row),
    endpoints: { login: url, management: url },
    auth: { method: 'client_secret', client_id: tenantId(row), client_secret: 'a-secret' },
    content_types: contentTypes,
  }));
  const output = { file: { path: './out' } };
  const checkpoint = { path: './checkpoint.db' };
  const others = { tls: { ca_file: './ca.pem' }, http: { listen: '127.0.0.1:0' } };
  const path = join(folder, 'config.yaml');
  writeFileSync(path, stringify({ tenants, output, checkpoint, ...others }));
  return path;
}

describe('servers of the API that others wrote', () => {
  it('are collected whole by one process', async () => {
    const servers = new Map<Row, OtherApiServer>();
    const certificate = await localhostCertificate();
    for (const row of rows) {
      servers.set(row, await startOtherApi(tenantId(row), contentTypes, certificate, row));
    }
    onTestFinished(async () => void (await Promise.all(Array.from(servers.values(), (one) => one.close()))));
    const folder = tempFolder();
    writeFileSync(join(folder, 'ca.pem'), certificate.certificate);
    const config = writeConfig(folder, servers);

    const ends: Record<string, string> = {};
    for (const command of ['run --once', 'run  --once', 'status --completeness --json']) {
      const { exitCode, stderr, stdout } = await runCommand([...command.split(/ +/), '--config', config]);
      ends[command] = exitCode === 0 ? 'ok' : stderr + stdout;
    }

    expect(ends).toEqual({ 'run --once': 'ok', 'run  --once': 'ok', 'status --completeness --json': 'ok' });
    const ids = writtenDocuments(join(folder, 'out')).map(({ _source }) => _source.event.id ?? '');
    const collected = rows.map((row) => {
      const own = ids.filter((id) => id.startsWith(tenantId(row))).toSorted();
      const whole = isDeepStrictEqual(own, servers.get(row)?.recordIds.toSorted());
      return `${row.name}: ${whole ? 'whole' : `${own.length} documents`}`;
    });
    expect(collected).toEqual(rows.map(({ name }) => `${name}: whole`));
  });
});
