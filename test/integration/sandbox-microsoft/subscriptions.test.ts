import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../support/fake-clock.ts';
import { parse } from './api-client.ts';
import { withSandbox } from './with-sandbox.ts';

const TYPE = 'Audit.Exchange';

describe('subscriptions', () => {
  it('are none at first, and content cannot be listed without one', async () => {
    const { client } = await withSandbox({ subscribed: false });
    expect((await client.get('subscriptions/list')).text).toBe('[]');
    expect((await client.get('subscriptions/content', { contentType: TYPE })).code).toBe('AF20022');
    expect(
      (await client.request('POST', client.address('subscriptions/stop', { contentType: TYPE }))).code,
    ).toBe('AF20022');
  });

  it('start, are listed as they were spelled, and stop with an empty body', async () => {
    const { client } = await withSandbox({ subscribed: false });
    const started = { contentType: 'audit.EXCHANGE', status: 'enabled', webhook: null };
    expect(parse((await client.start('audit.EXCHANGE')).text)).toEqual(started);
    expect(parse((await client.get('subscriptions/list')).text)).toEqual([started]);
    expect((await client.get('subscriptions/content', { contentType: TYPE })).status).toBe(200);
    const stopped = await client.request('POST', client.address('subscriptions/stop', { contentType: TYPE }));
    expect(stopped).toMatchObject({ status: 200, text: '' });
    expect((await client.get('subscriptions/content', { contentType: TYPE })).code).toBe('AF20023');
    expect(parse((await client.get('subscriptions/list')).text)).toEqual([
      { ...started, status: 'disabled' },
    ]);
  });

  it('start at most once per rule and type, and answer AF20024 after that', async () => {
    const time = fakeClock();
    const { client, sandbox } = await withSandbox({ subscribed: false, clock: time.clock });
    await client.start(TYPE);
    time.advance(4000);
    const soon = await client.start(TYPE);
    expect(soon).toMatchObject({ status: 429, code: '429' });
    expect(soon.text).toContain('Please retry again after 14m 56s.');
    expect((await client.start('Audit.General')).status).toBe(200);
    expect(sandbox.report().violations).toMatchObject([{ rule: 'start-too-soon', count: 1 }]);
    time.advance(900_000);
    expect(await client.start(TYPE)).toMatchObject({ status: 400, code: 'AF20024' });
  });

  it('use the other status known for the rule when told so', async () => {
    const { client } = await withSandbox({ subscribed: false, startRuleStatus: 403 });
    await client.start(TYPE);
    expect(await client.start(TYPE)).toMatchObject({ status: 403, code: '429' });
  });

  it('are empty until the first content is there, when told so', async () => {
    const time = fakeClock();
    const { client, sandbox } = await withSandbox({
      subscribed: false,
      firstContentDelaySeconds: 43_200,
      tokenLifetimeSeconds: 90_000,
      clock: time.clock,
    });
    await client.start(TYPE);
    const list = () => client.list(TYPE, sandbox.settings.clock() - 86_400_000, sandbox.settings.clock());
    expect((await list()).text).toBe('[]');
    time.advance(43_200_000);
    expect((await list()).text).not.toBe('[]');
  });

  it('refuse what they cannot do', async () => {
    const { client } = await withSandbox({ subscribed: false });
    const start = (query: Record<string, string | undefined>, body = '') =>
      client.request('POST', client.address('subscriptions/start', query), { body });
    expect((await start({})).code).toBe('AF20001');
    expect((await start({ contentType: 'Audit.Nothing' })).code).toBe('AF20020');
    const webhook = (address: string): string => JSON.stringify({ webhook: { address } });
    expect((await start({ contentType: TYPE }, webhook('http://example.com/'))).text).toContain(
      'must begin with HTTPS',
    );
    expect((await start({ contentType: TYPE }, webhook('https://example.com/'))).code).toBe('AF20021');
    expect((await client.get('subscriptions/list', { PublisherIdentifier: 'me' })).code).toBe('AF20002');
    expect((await client.get('nothing/of/the/kind')).status).toBe(404);
  });

  it('know the tenant whose auditing is off', async () => {
    const { client } = await withSandbox({ subscribed: false, faults: { 'auditing-off': {} } });
    const answer = await client.start(TYPE);
    expect(answer.status).toBe(400);
    expect(answer.code).toMatch(/^StartSubscription \[TenantId=.*failed\. Exception$/);
    expect(answer.text).toContain('does not exist.');
  });
});
