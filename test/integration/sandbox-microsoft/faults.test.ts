import { describe, expect, it } from 'vitest';
import type { FaultName } from '../../../sandbox/microsoft/faults/fault-table.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { type Answer, type ApiClient, contentItems, parse } from './api-client.ts';
import { collectPatiently } from './patient-collector.ts';
import { withOneBlob, withSandbox } from './with-sandbox.ts';

const DAY_MS = 86_400_000;

/** What came of a request: status and code, or that no whole answer came. */
async function outcome(request: Promise<Answer>): Promise<string> {
  try {
    const { status, code, text } = await request;
    const body = parse(text.replace(/^\ufeff/, ''));
    const shape = Array.isArray(body) ? 'array' : typeof body;
    return [status, code ?? shape].join(' ');
  } catch {
    return 'broken off';
  }
}

function listing(client: ApiClient): Promise<Answer> {
  const now = client.sandbox.settings.clock();
  return client.list('Audit.General', now - DAY_MS + 1000, now + 1000);
}

describe('faults that pass: twice, then never again', () => {
  it.each<[FaultName, string]>([
    ['blob-error', '500 AF50000'],
    ['blob-html', '503 undefined'],
    ['blob-af429', '403 AF429'],
    ['blob-429', '429 AF429'],
    ['blob-cut', 'broken off'],
    ['blob-cut-chunked', 'broken off'],
    ['blob-invalid-json', '200 undefined'],
    ['blob-object', '200 object'],
  ])('%s answers "%s"', async (name, first) => {
    const { client, sandbox, contentUri } = await withOneBlob({ faults: { [name]: {} } });
    const seen = [];
    for (let i = 0; i < 4; i += 1) seen.push(await outcome(client.blob(contentUri)));
    expect(seen).toEqual([first, first, '200 array', '200 array']);
    expect(sandbox.blobs()).toMatchObject([{ requests: 4, fetched: 2 }]);
    expect(sandbox.report().faults).toEqual({ [name]: 2 });
  });

  it.each<[FaultName, string]>([
    ['list-error', '500 AF50000'],
    ['list-html', '503 undefined'],
    ['list-af429', '403 AF429'],
    ['list-429', '429 AF429'],
    ['list-cut', 'broken off'],
    ['list-invalid-json', '200 undefined'],
  ])('%s answers "%s"', async (name, first) => {
    const { client } = await withOneBlob({ faults: { [name]: {} } });
    const seen = [];
    for (let i = 0; i < 3; i += 1) seen.push(await outcome(listing(client)));
    expect(seen).toEqual([first, first, '200 array']);
  });

  it.each<[FaultName, string]>([
    ['token-error', '503 90033'],
    ['token-html', '503 undefined'],
    ['token-429', '429 90033'],
  ])('%s answers "%s"', async (name, first) => {
    const { client, sandbox } = await withSandbox({ faults: { [name]: {} } });
    const { clientId: client_id, clientSecret: client_secret } = sandbox.settings;
    const scope = 'https://manage.office.com/.default';
    const ask = () =>
      client.askForToken({ grant_type: 'client_credentials', client_id, client_secret, scope });
    expect([await outcome(ask()), await outcome(ask()), await outcome(ask())]).toEqual([
      first,
      first,
      '200 object',
    ]);
  });

  it('start-error answers its code', async () => {
    const { client } = await withSandbox({ subscribed: false, faults: { 'start-error': { times: 1 } } });
    expect(await outcome(client.start('DLP.All'))).toBe('500 AF50000');
    expect(await outcome(client.start('DLP.All'))).toBe('200 object');
  });

  it('page-refused refuses a good page, and the same page is good later', async () => {
    const { client, sandbox } = await withSandbox({ pageSize: 1, faults: { 'page-refused': { times: 1 } } });
    const now = sandbox.settings.clock();
    const first = await client.list('Audit.Exchange', now - DAY_MS, now);
    const next = String(first.headers.nextpageuri);
    expect(await outcome(client.request('GET', next))).toBe('400 AF20031');
    expect(await outcome(client.request('GET', next))).toBe('200 array');
  });

  it('token-revoked refuses one token for good, and the next one not at all', async () => {
    const { client, sandbox } = await withSandbox({ faults: { 'token-revoked': {} } });
    const list = async (): Promise<number> => (await client.get('subscriptions/list')).status;
    expect([await list(), await list()]).toEqual([401, 401]);
    client.token = sandbox.issueToken();
    expect([await list(), await list()]).toEqual([200, 200]);
  });

  it('blob-stall never answers', async () => {
    const { client, sandbox, contentUri } = await withOneBlob({ faults: { 'blob-stall': { times: 1 } } });
    const over = new Promise((resolve) => sandbox.onRequest(resolve));
    expect(await outcome(client.request('GET', contentUri, { timeoutMs: 2_000 }))).toBe('broken off');
    await expect(over).resolves.toMatchObject({ operation: 'blob', status: 0, complete: false });
    expect(await outcome(client.blob(contentUri))).toBe('200 array');
  });
});

describe('faults with a parameter', () => {
  it('answer any code of the API', async () => {
    const { client, contentUri } = await withOneBlob({
      faults: { 'blob-error': { value: 'AF20050', times: 'all' }, 'list-error': { value: 'AF20023' } },
    });
    expect(await outcome(client.blob(contentUri))).toBe('404 AF20050');
    expect(await outcome(listing(client))).toBe('400 AF20023');
  });

  it('strike one target only', async () => {
    const { client, sandbox, contentUri } = await withOneBlob();
    const other = sandbox.addBlob({ contentType: 'Audit.General', records: [] });
    sandbox.setFault('blob-missing', { target: other.contentId });
    expect(await outcome(client.get(`audit/${other.contentId}`))).toBe('404 AF20050');
    expect(await outcome(client.blob(contentUri))).toBe('200 array');
    sandbox.setFault('blob-missing', undefined);
    expect(await outcome(client.get(`audit/${other.contentId}`))).toBe('200 array');
  });

  it('skew the Date header', async () => {
    const time = fakeClock();
    const { client } = await withSandbox({ clock: time.clock, faults: { 'clock-skew': { value: -900 } } });
    const { headers } = await client.get('subscriptions/list');
    expect(headers.date).toBe(new Date(time.clock() - 900_000).toUTCString());
  });

  it('send a slow body whole', async () => {
    const { client, contentUri } = await withOneBlob({ faults: { 'slow-body': { value: 1 } } });
    expect(parse((await client.blob(contentUri)).text)).toHaveLength(2);
  });
});

describe('faults of the content', () => {
  it('late blobs miss from a listing and keep their time', async () => {
    const { client, sandbox } = await withSandbox({ records: 0 });
    const createdMs = sandbox.settings.clock() - 3_600_000;
    const late = sandbox.addBlob({ contentType: 'Audit.General', createdMs, lateness: { listings: 2 } });
    const soon = sandbox.addBlob({ contentType: 'Audit.General', createdMs: createdMs + 5 });
    const ids = async (): Promise<string[]> =>
      contentItems((await listing(client)).text).map((item) => item.contentId);
    expect(await ids()).toEqual([soon.contentId]);
    expect(await ids()).toEqual([soon.contentId]);
    expect(await ids()).toEqual([soon.contentId, late.contentId]);
  });

  it('late-by-seconds blobs appear when their time has come', async () => {
    const time = fakeClock();
    const faults = { 'late-by-seconds': { value: 60 } };
    const { sandbox, client } = await withSandbox({
      records: 20,
      recordsPerBlob: 20,
      clock: time.clock,
      faults,
    });
    const count = async (): Promise<number> => (await collectPatiently(client, 1)).length;
    expect(await count()).toBe(0);
    time.advance(60_000);
    expect(await count()).toBe(20);
    expect(sandbox.report().totals).toMatchObject({ neverListed: 0, records: 20 });
  });

  it('late-recent blobs lie in the last 40 minutes', async () => {
    const { client, sandbox } = await withSandbox({ faults: { 'late-recent': { value: 3 } } });
    const now = sandbox.settings.clock();
    const recent = sandbox.blobs().filter((blob) => blob.createdMs >= now - 40 * 60_000);
    expect(recent.length).toBeGreaterThanOrEqual(15);
    await collectPatiently(client, 1);
    expect(sandbox.report().totals.neverListed).toBe(15);
    await collectPatiently(client, 1);
    expect(sandbox.report().totals.neverListed).toBe(0);
  });

  it('equal timestamps, repeated records, repeated blobs', async () => {
    const faults = {
      'equal-timestamps': { rate: 0.5 },
      'duplicate-record': { rate: 0.5 },
      'duplicate-blob': { rate: 0.3 },
    };
    const { client, sandbox } = await withSandbox({ faults });
    const records = await collectPatiently(client, 1);
    const report = sandbox.report();
    const blobs = sandbox.blobs();
    const times = blobs.map((blob) => `${blob.contentType} ${blob.createdMs}`);
    expect(new Set(times).size).toBeLessThan(times.length);
    expect(records.length).toBeGreaterThan(200);
    expect(new Set(records).size).toBe(200);
    expect(report.totals).toMatchObject({ records: 200, recordsServed: 200, neverFetched: 0 });
    expect(report.faults['duplicate-blob']).toBe(
      blobs.filter((a) => blobs.some((b) => a !== b && a.ids.join() === b.ids.join())).length / 2,
    );
  });

  it('odd elements come besides the good ones', async () => {
    const faults = { 'null-record': {}, 'record-without-id': {}, 'record-without-time': {}, bom: {} };
    const { client, sandbox } = await withSandbox({
      records: 3,
      recordsPerBlob: 10,
      contentTypes: ['Audit.General'],
      faults,
    });
    const [blob] = sandbox.blobs();
    const { text } = await client.get(`audit/${blob?.contentId}`);
    expect(text.startsWith('\ufeff[')).toBe(true);
    const elements = parse(text.slice(1));
    expect(elements).toHaveLength((blob?.ids.length ?? 0) + 3);
    expect(elements).toContainEqual(null);
    expect(elements).toContainEqual(expect.not.objectContaining({ Id: expect.anything() }));
    expect(elements).toContainEqual(expect.not.objectContaining({ CreationTime: expect.anything() }));
  });

  it('expired blobs are listed with a past contentExpiration and cannot be fetched', async () => {
    const { client, sandbox } = await withSandbox({ faults: { expired: {} } });
    const [blob] = sandbox.blobs();
    expect(blob?.expired).toBe(true);
    expect(await outcome(client.get(`audit/${blob?.contentId}`))).toBe('400 AF20051');
    expect(sandbox.report().totals).toMatchObject({ neverFetched: sandbox.blobs().length });
  });
});

describe('the other host', () => {
  it('is named by contentUri, and tells who came with a token', async () => {
    const { client, sandbox } = await withOneBlob({ faults: { 'wrong-host-uri': { times: 1 } } });
    const [astray] = contentItems((await listing(client)).text);
    expect(astray?.contentUri.startsWith(`${sandbox.trapUrl}/api/v1.0/`)).toBe(true);
    expect(new URL(sandbox.trapUrl).hostname).not.toBe(new URL(sandbox.url).hostname);
    expect((await client.blob(astray?.contentUri ?? '')).text).toBe('[]');
    expect(sandbox.report().trap).toEqual({ requests: 1, withToken: 1 });
    expect(sandbox.report().violations).toMatchObject([{ rule: 'token-elsewhere', count: 1 }]);
    const [right] = contentItems((await listing(client)).text);
    expect(right?.contentUri.startsWith(`${sandbox.url}/`)).toBe(true);
  });

  it('is named by the next page', async () => {
    const { client, sandbox } = await withSandbox({
      pageSize: 1,
      faults: { 'wrong-host-page': { times: 1 } },
    });
    const now = sandbox.settings.clock();
    const list = () => client.list('Audit.Exchange', now - DAY_MS, now);
    expect(String((await list()).headers.nextpageuri).startsWith(sandbox.trapUrl)).toBe(true);
    expect(String((await list()).headers.nextpageuri).startsWith(sandbox.url)).toBe(true);
  });
});

describe('a scenario', () => {
  it.each(['demo', 'pages', 'late', 'doubles', 'server-faults', 'odd-bodies', 'everything'] as const)(
    '%s leaves nothing behind for a collector that lists twice and repeats what failed',
    async (scenario) => {
      const { client, sandbox } = await withSandbox({ scenario, requestsPerMinute: 100_000 });
      const records = new Set(await collectPatiently(client, 2));
      expect(sandbox.report().totals).toMatchObject({
        records: 200,
        recordsServed: 200,
        neverListed: 0,
        neverFetched: 0,
      });
      const ids = new Set(sandbox.blobs().flatMap((blob) => blob.ids));
      expect([...records].filter((text) => [...ids].some((id) => text.includes(id)))).toHaveLength(200);
    },
  );

  it('lossy loses, and says so', async () => {
    const { client, sandbox } = await withSandbox({ scenario: 'lossy' });
    await collectPatiently(client, 1);
    const { faults, totals } = sandbox.report();
    expect(Object.keys(faults).toSorted()).toEqual(['blob-missing', 'expired']);
    expect(totals.neverListed).toBe(0);
    expect(totals.neverFetched).toBeGreaterThan(0);
  });
});
