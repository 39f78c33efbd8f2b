import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../support/fake-clock.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { contentItems, parse } from './api-client.ts';
import { collectPatiently } from './patient-collector.ts';
import { withOneBlob, withSandbox } from './with-sandbox.ts';

const DAY_MS = 86_400_000;

describe('a walk over 7 days', () => {
  it('finds every blob once, in pages, and every record in them', async () => {
    const { client, sandbox } = await withSandbox({ pageSize: 2 });
    const listed: string[] = [];
    for (const contentType of sandbox.settings.contentTypes) {
      for (const window of client.windows()) {
        const items = await client.listAll(contentType, window);
        expect(items.map((item) => item.contentCreated)).toEqual(
          items.map((item) => item.contentCreated).toSorted(),
        );
        listed.push(...items.map((item) => item.contentId));
      }
    }
    const blobs = sandbox.blobs().map((blob) => blob.contentId);
    expect(blobs.length).toBeGreaterThan(30);
    expect(listed.toSorted()).toEqual(blobs.toSorted());
    expect(sandbox.report().totals).toMatchObject({
      neverListed: 0,
      neverFetched: blobs.length,
      records: 200,
    });

    const records = await collectPatiently(client, 1);
    expect(records.length).toBe(200);
    expect(sandbox.report().totals).toMatchObject({ neverFetched: 0, fetchedAgain: 0, recordsServed: 200 });
    expect(sandbox.report().violations).toEqual([]);
  });

  it('is the same content for the same seed, and another for another', async () => {
    const ids = async (seed: string): Promise<string[]> => {
      const { sandbox } = await withSandbox({ seed });
      return sandbox.blobs().map((blob) => blob.ids.join());
    };
    const [one, again, other] = await Promise.all([ids('a'), ids('a'), ids('b')]);
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });
});

describe('a page', () => {
  it.each(['NextPageUri', 'NextPageUrl', 'nextpageuri'])('names the next one in %s', async (pageHeader) => {
    const { client, sandbox } = await withSandbox({ pageSize: 1, pageHeader });
    const now = sandbox.settings.clock();
    const answer = await client.list('Audit.Exchange', now - DAY_MS, now);
    const next = new URL(String(answer.headers[pageHeader.toLowerCase()]));
    expect(next.pathname).toBe(`/api/v1/${client.tenant}/activity/feed/subscriptions/content`);
    expect([...next.searchParams.keys()]).toEqual(['contentType', 'startTime', 'endTime', 'nextPage']);
    const second = await client.request('GET', `${next}&PublisherIdentifier=${client.tenant}`);
    expect(contentItems(second.text)).toHaveLength(1);
    expect(contentItems(second.text)).not.toEqual(contentItems(answer.text));
  });

  it('may spell its query in lower case and be under v1.0', async () => {
    const { client, sandbox } = await withSandbox({
      pageSize: 1,
      lowerCasePageQuery: true,
      pageVersion: 'v1.0',
    });
    const now = sandbox.settings.clock();
    const answer = await client.list('Audit.Exchange', now - DAY_MS, now);
    const next = String(answer.headers.nextpageuri);
    expect(next).toContain('/api/v1.0/');
    expect(next).toContain('nextpage=');
    expect((await client.request('GET', `${next}&publisheridentifier=${client.tenant}`)).status).toBe(200);
    expect(sandbox.report().violations).toEqual([]);
  });

  it('is refused with a token that is not of this listing', async () => {
    const { client, sandbox } = await withSandbox({ pageSize: 1 });
    const now = sandbox.settings.clock();
    const next = new URL(
      String((await client.list('Audit.Exchange', now - DAY_MS, now)).headers.nextpageuri),
    );
    next.searchParams.set('contentType', 'Audit.General');
    expect((await client.request('GET', next.href)).code).toBe('AF20031');
    next.searchParams.set('nextPage', 'nonsense');
    expect((await client.request('GET', next.href)).code).toBe('AF20031');
  });
});

describe('the range of a listing', () => {
  it('includes its start and not its end', async () => {
    const { client, sandbox } = await withSandbox({ records: 0 });
    const createdMs = sandbox.settings.clock() - 60_000;
    sandbox.addBlob({ contentType: 'Audit.General', createdMs });
    const count = async (from: number, to: number): Promise<number> =>
      contentItems((await client.list('Audit.General', from, to)).text).length;
    expect(await count(createdMs, createdMs + 1)).toBe(1);
    expect(await count(createdMs - 1, createdMs)).toBe(0);
  });

  it('obeys the rules of the service', async () => {
    const time = fakeClock(Date.UTC(2026, 7, 8, 12));
    const { client } = await withSandbox({ clock: time.clock });
    const code = async (startTime?: string, endTime?: string): Promise<string | undefined> =>
      (await client.get('subscriptions/content', { contentType: 'Audit.General', startTime, endTime })).code;
    expect(await code()).toBeUndefined();
    expect(await code('2026-08-07', '2026-08-08')).toBeUndefined();
    expect(await code('2026-08-07T13:00', '2026-08-08T13:00:00Z')).toBeUndefined();
    expect(await code('2026-08-01T12:00:00', '2026-08-01T13:00:00.123')).toBeUndefined();
    expect(await code('2026-08-07')).toBe('AF20030');
    expect(await code('2026-08-07', '2026-08-08T00:00:01')).toBe('AF20055');
    expect(await code('2026-08-08', '2026-08-07')).toBe('AF20055');
    expect(await code('2026-08-01T11:59:59', '2026-08-01T13:00')).toBe('AF20055');
    expect(await code('yesterday', 'today')).toBe('AF20002');
  });

  it('may begin a little earlier when told so', async () => {
    const time = fakeClock(Date.UTC(2026, 7, 8, 12));
    const { client } = await withSandbox({ clock: time.clock, lookbackToleranceSeconds: 3600 });
    expect((await client.list('Audit.General', Date.UTC(2026, 7, 1, 11), Date.UTC(2026, 7, 2))).status).toBe(
      200,
    );
  });
});

describe('a blob', () => {
  it('is an array under its contentUri, with or without escapes', async () => {
    const { client, contentUri } = await withOneBlob();
    expect((await client.blob(contentUri)).text).toBe('[{"Id":"a"},{"Id":"b"}]');
    expect((await client.blob(contentUri.replaceAll('$', '%24'))).status).toBe(200);
  });

  it('has its own errors: gone, malformed, expired', async () => {
    const { client, sandbox, contentUri } = await withOneBlob();
    expect(await client.blob(contentUri.replace(/\$Audit_General.*/, '$no'))).toMatchObject({
      status: 404,
      code: 'AF20050',
    });
    expect((await client.blob(contentUri.replace(/audit\/.*/, 'audit/nonsense'))).code).toBe('AF20052');
    const { contentId } = sandbox.addBlob({ contentType: 'DLP.All', records: [], expiresMs: 1 });
    expect((await client.get(`audit/${contentId}`)).code).toBe('AF20051');
  });

  it('keeps every byte that it was given', async () => {
    const { client, sandbox } = await withSandbox({ records: 0 });
    const body = '[{"Id":"1","Big":12345678901234567890,"F":1.0,"U":"\\u00e9\\ud800"}]';
    const { contentId } = sandbox.addBlob({ contentType: 'Audit.General', body });
    expect((await client.get(`audit/${contentId}`)).text).toBe(body);
  });

  it('comes compressed for those who accept it, when told so', async () => {
    const { client, contentUri } = await withOneBlob({ gzip: true });
    const ask = (encoding: string) =>
      client.request('GET', contentUri, { headers: { 'accept-encoding': encoding }, decompress: false });
    const zipped = await ask('gzip');
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(parse(gunzipSync(zipped.raw).toString())).toHaveLength(2);
    const plain = await ask('identity');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(parse(plain.text)).toHaveLength(2);
  });
});

describe('a file of records', () => {
  it('is dealt over the content types with every byte kept', async () => {
    const lines = [
      '{"Id":"1","Workload":"Exchange","RecordType":1,"N":1.50}',
      '{"Id":"2","Workload":"Exchange","RecordType":13}',
      '{"Id":"3","Workload":"OneDrive","RecordType":6,"T":"\\u0041"}',
      '{"Id":"4","Workload":"AzureActiveDirectory","RecordType":15}',
      '{"Id":"5","Workload":"Novelty"}',
      'null',
    ];
    const file = join(tempFolder(), 'records.ndjson');
    writeFileSync(file, `\ufeff${lines.join('\n')}\n\n`);
    const { client, sandbox } = await withSandbox({ recordsFile: file, recordsPerBlob: 1 });
    const texts: Record<string, string> = {};
    for (const blob of sandbox.blobs()) {
      const { text } = await client.get(`audit/${blob.contentId}`);
      texts[blob.contentType] = `${texts[blob.contentType] ?? ''}${text}`;
    }
    expect(texts).toEqual({
      'Audit.Exchange': `[${lines[0]}]`,
      'DLP.All': `[${lines[1]}]`,
      'Audit.SharePoint': `[${lines[2]}]`,
      'Audit.AzureActiveDirectory': `[${lines[3]}]`,
      'Audit.General': `[${lines[4]}][null]`,
    });
    expect(sandbox.report().totals.records).toBe(5);
  });
});

describe('the quota', () => {
  it('answers AF429 in a 403 and names the publisher, and lets in again a minute later', async () => {
    const time = fakeClock();
    const { client } = await withSandbox({ clock: time.clock, requestsPerMinute: 2 });
    const list = () => client.get('subscriptions/list');
    expect([(await list()).status, (await list()).status]).toEqual([200, 200]);
    const refused = await list();
    expect(refused).toMatchObject({ status: 403, code: 'AF429' });
    expect(refused.text).toContain(`Method=ListSubscriptions, PublisherId=${client.tenant}`);
    expect(refused.headers['retry-after']).toBeUndefined();
    time.advance(60_000);
    expect((await list()).status).toBe(200);
  });

  it('may be a 429 with Retry-After, and notices who does not wait', async () => {
    const time = fakeClock();
    const { client, sandbox } = await withSandbox({
      clock: time.clock,
      requestsPerMinute: 1,
      quotaStatus: 429,
      retryAfterSeconds: 10,
    });
    const list = () => client.get('subscriptions/list');
    await list();
    const refused = await list();
    expect(refused).toMatchObject({ status: 429, code: 'AF429' });
    expect(refused.headers['retry-after']).toBe('10');
    time.advance(10_000);
    await list();
    expect(sandbox.report().violations).toEqual([]);
    time.advance(9000);
    await list();
    expect(sandbox.report().violations).toMatchObject([{ rule: 'retry-after-ignored', count: 1 }]);
  });
});
