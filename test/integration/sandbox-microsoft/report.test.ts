import { describe, expect, it } from 'vitest';
import { withOneBlob, withSandbox } from './with-sandbox.ts';

describe('the report', () => {
  it('tells what was listed and fetched, how often, and what was not', async () => {
    const { client, sandbox, contentUri } = await withOneBlob();
    sandbox.addBlob({ contentType: 'DLP.All', records: [{ Id: 'c' }] });
    expect(sandbox.report().totals).toMatchObject({ blobs: 2, neverListed: 2, neverFetched: 2, records: 3 });
    const now = sandbox.settings.clock();
    await client.list('Audit.General', now - 1000, now + 1000);
    await client.blob(contentUri);
    await client.blob(contentUri);
    const { streams, totals, requests } = sandbox.report();
    expect(totals).toEqual({
      blobs: 2,
      listed: 1,
      fetched: 1,
      neverListed: 1,
      neverFetched: 1,
      fetchedAgain: 1,
      expired: 0,
      records: 3,
      recordsServed: 2,
    });
    expect(streams.map(({ contentType, fetched }) => [contentType, fetched])).toEqual([
      ['Audit.General', 1],
      ['DLP.All', 0],
    ]);
    expect(sandbox.blobs()[0]).toMatchObject({ listed: 1, requests: 2, fetched: 2, ids: ['a', 'b'] });
    expect(requests).toMatchObject({ content: { requests: 1, statuses: { 200: 1 } }, blob: { requests: 2 } });
  });

  it('counts requests without PublisherIdentifier, also for blobs', async () => {
    const { client, sandbox, contentUri } = await withOneBlob();
    expect((await client.request('GET', contentUri)).status).toBe(200);
    expect((await client.get('subscriptions/list', { PublisherIdentifier: undefined })).status).toBe(200);
    expect(sandbox.report().violations).toEqual([
      { rule: 'publisher-missing', count: 2, first: `GET ${new URL(contentUri).pathname}` },
    ]);
  });

  it('holds no token and no secret, and neither does the list of requests', async () => {
    const { client, sandbox } = await withSandbox();
    const { clientId, clientSecret } = sandbox.settings;
    await client.askForToken({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: 'https://manage.office.com/.default',
    });
    await client.get('subscriptions/list');
    const said = JSON.stringify([sandbox.report(), sandbox.requests, sandbox.blobs()]);
    expect(sandbox.requests.map(({ operation, status }) => [operation, status])).toEqual([
      ['token', 200],
      ['list', 200],
    ]);
    expect(sandbox.tokensIssued()).toHaveLength(2);
    for (const secret of [...sandbox.tokensIssued(), clientSecret]) expect(said).not.toContain(secret);
  });

  it('counts an error by its code', async () => {
    const { client, sandbox } = await withSandbox({ subscribed: false });
    await client.get('subscriptions/content', { contentType: 'Audit.General' });
    expect(sandbox.report().requests).toMatchObject({
      content: { requests: 1, statuses: { 400: 1 }, codes: { AF20022: 1 } },
    });
  });
});
