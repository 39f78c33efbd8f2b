import { describe, expect, it, onTestFinished } from 'vitest';
import { apiClientOptions } from '../../../src/daemon/build-source.ts';
import { networksOf } from '../../../src/daemon/networks.ts';
import { createHttpClient } from '../../../src/lib/http-request.ts';
import type { ContentBlob } from '../../../src/model/blob.ts';
import { createManagementSource } from '../../../src/source/management-api/management-source.ts';
import { sourceParts } from '../../support/management-source.ts';
import { reply, type Script, scriptedServer } from '../../support/scripted-server.ts';
import { blob, stream, tenantId } from '../../support/streams.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { MINIMAL, parse } from '../../unit/config/config-text.ts';

const { signal } = new AbortController();
const window = { startMs: Date.UTC(2026, 7, 1), endMs: Date.UTC(2026, 7, 2) };
const feed = `/api/v1.0/${tenantId}/activity/feed/subscriptions/content`;

/** Items of a content list, as the API gives them. */
const items = (...ids: readonly string[]) =>
  ids.map((contentId) => ({
    contentType: 'Audit.General',
    contentId,
    contentUri: `https://manage.office.com/audit/${contentId}`,
    contentCreated: '2026-08-01T10:00:00.000Z',
    contentExpiration: '2026-08-08T10:00:00.000Z',
  }));

async function listed(script: Script) {
  const server = await scriptedServer(script);
  const parts = sourceParts(server);
  const pages: string[][] = [];
  const collect = async (): Promise<void> => {
    const list: AsyncIterable<readonly ContentBlob[]> = createManagementSource(parts).list(
      stream(),
      window,
      signal,
    );
    for await (const page of list) pages.push(page.map(({ contentId }) => contentId));
  };
  const error = await collect().catch((thrown: unknown) => thrown);
  return { server, parts, pages, error };
}

/** Answers with numbered pages; each but the last names the next. */
function paged(header: string, last: number, next: (page: number, origin: string) => string): Script {
  return ({ url, headers }, response) => {
    const page = Number(url.searchParams.get('nextPage') ?? '1');
    const more = page < last ? { [header]: next(page + 1, `https://${headers.host}`) } : {};
    reply(response, 200, items(`blob-${page}`), more);
  };
}

describe('list', () => {
  it('asks for the window in the form that the API takes, with publisher', async () => {
    const { server, pages } = await listed((_request, response) => reply(response, 200, []));

    const { url } = server.requests[0] ?? { url: new URL('https://nothing') };
    expect(pages).toEqual([[]]);
    expect(url.pathname).toBe(feed);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      contentType: 'Audit.General',
      startTime: '2026-08-01T00:00:00',
      endTime: '2026-08-02T00:00:00',
      PublisherIdentifier: tenantId,
    });
  });

  it.each(['NextPageUri', 'NextPageUrl', 'nextpageuri', 'Nextpageuri', 'NEXTPAGEURL'])(
    'follows %s to the last page',
    async (header) => {
      const { pages, error } = await listed(
        paged(header, 3, (page, origin) => `${origin}${feed}?nextPage=${page}`),
      );

      expect(error).toBeUndefined();
      expect(pages).toEqual([['blob-1'], ['blob-2'], ['blob-3']]);
    },
  );

  it('takes next pages as they are, and adds the publisher where it is missing', async () => {
    const v1 = feed.replace('v1.0', 'v1');
    const named = `publisheridentifier=${tenantId}`;
    const { server } = await listed(
      paged(
        'NextPageUri',
        3,
        (page, origin) => `${origin}${v1}?nextPage=${page}&mark=a$b%24c${page === 3 ? `&${named}` : ''}`,
      ),
    );

    expect(server.requests.slice(1).map(({ target }) => target)).toEqual([
      `${v1}?nextPage=2&mark=a$b%24c&PublisherIdentifier=${tenantId}`,
      `${v1}?nextPage=3&mark=a$b%24c&${named}`,
    ]);
  });

  it('sends nothing to a next page on another host', async () => {
    const stranger = await scriptedServer((_request, response) => reply(response, 200, []));
    const { pages, error } = await listed(
      paged('NextPageUri', 2, () => `${stranger.origin}${feed}?nextPage=2`),
    );

    expect(pages).toEqual([['blob-1']]);
    expect(error).toMatchObject({ code: 'SOURCE_FOREIGN_HOST' });
    expect(stranger.requests).toHaveLength(0);
  });

  it('ends when the pages go round in circles', async () => {
    const { error, server } = await listed(
      paged('NextPageUri', 99, (page, origin) => `${origin}${feed}?nextPage=${page === 3 ? 1 : page}`),
    );

    expect(error).toMatchObject({ code: 'SOURCE_PAGE_LOOP', kind: 'retry' });
    expect(server.requests).toHaveLength(3);
  });
});

describe('list through pages that lead nowhere', () => {
  it('ends at a page that names itself', async () => {
    const { error, server } = await listed(({ target, headers }, response) =>
      reply(response, 200, items('blob-1'), { NextPageUri: `https://${headers.host}${target}` }),
    );

    expect(error).toMatchObject({ code: 'SOURCE_PAGE_LOOP', kind: 'retry' });
    expect(server.requests.length).toBeLessThanOrEqual(2);
  });

  it('ends when each page names a new one and none brings anything new', async () => {
    const { error, server } = await listed(({ headers }, response) =>
      reply(response, 200, items('blob-1'), {
        NextPageUri: `https://${headers.host}${feed}?nextPage=${crypto.randomUUID()}`,
      }),
    );

    expect(error).toMatchObject({ code: 'SOURCE_PAGE_LOOP', kind: 'retry' });
    expect(server.requests.length).toBeLessThan(100);
  });

  it('goes on through empty pages to what comes after them', async () => {
    const { pages, error } = await listed(({ url, headers }, response) => {
      const page = Number(url.searchParams.get('nextPage') ?? '1');
      const more = { NextPageUri: `https://${headers.host}${feed}?nextPage=${page + 1}` };
      reply(response, 200, page < 20 ? [] : items('blob-1'), page < 20 ? more : {});
    });

    expect(error).toBeUndefined();
    expect(pages.flat()).toEqual(['blob-1']);
  });
});

describe('list when a page fails', () => {
  const failing =
    (failures: number, fail: Script): Script =>
    (request, response) => {
      const count = failed.push(request.target);
      return count <= failures ? fail(request, response) : reply(response, 200, items('blob-1'));
    };
  const failed: string[] = [];

  it.each<[string, Script]>([
    ['a fault of the server', (_request, response) => reply(response, 503, '')],
    ['a connection that breaks', (_request, response) => void response.destroy()],
    ['a page for people', (_request, response) => reply(response, 200, '<html></html>')],
    ['a list that stops in the middle', (_request, response) => reply(response, 200, '[{"contentId":')],
  ])('tries the page again after %s', async (_name, fail) => {
    failed.length = 0;
    const { pages, error, parts } = await listed(failing(3, fail));

    expect(error).toBeUndefined();
    expect(pages).toEqual([['blob-1']]);
    expect(parts.time.sleeps).toEqual([500, 1000, 2000]);
  });

  it('gives up after four attempts', async () => {
    failed.length = 0;
    const { error, server } = await listed(failing(99, (_request, response) => reply(response, 503, '')));

    expect(error).toMatchObject({ code: 'SOURCE_SERVER_FAULT', kind: 'retry' });
    expect(server.requests).toHaveLength(4);
  });

  it.each([
    ['AF20022', 'SOURCE_NOT_SUBSCRIBED', 'resubscribe'],
    ['AF20030', 'SOURCE_WINDOW_REFUSED', 'clock'],
    ['AF20031', 'SOURCE_NEXT_PAGE_REFUSED', 'retry'],
    ['AF10001', 'SOURCE_PERMISSION_MISSING', 'fatal'],
  ])('does not repeat what %s refuses', async (code, expected, kind) => {
    const { error, server } = await listed((_request, response) =>
      reply(response, 400, { error: { code, message: '' } }),
    );

    expect(error).toMatchObject({ code: expected, kind });
    expect(server.requests).toHaveLength(1);
  });
});

describe('list when an item of a page cannot be used', () => {
  const odd = { contentType: 'Audit.General', contentId: 'odd' };

  it('gives the others of its page and the pages after it, and only then fails', async () => {
    const { pages, error } = await listed(({ url, headers }, response) => {
      if (url.searchParams.has('nextPage')) return reply(response, 200, items('c'));
      const next = `https://${headers.host}${feed}?nextPage=2`;
      return reply(response, 200, [...items('a'), odd, ...items('b')], { NextPageUri: next });
    });

    expect(pages).toEqual([['a', 'b'], ['c']]);
    expect(error).toMatchObject({ code: 'SOURCE_ANSWER_UNREADABLE', kind: 'retry' });
  });

  it('asks again first: what cannot be used may be whole a moment later', async () => {
    let asked = 0;
    const { pages, error } = await listed((_request, response) => {
      asked += 1;
      return reply(response, 200, asked === 1 ? [odd] : items('odd'));
    });

    expect([pages, error]).toEqual([[['odd']], undefined]);
  });
});

describe('a listing beside blobs whose bodies never end', () => {
  it.each([4, 16])('finds one of %d places', async (concurrency) => {
    const server = await scriptedServer(({ url }, response) => {
      if (url.pathname === feed) reply(response, 200, items('new'));
    });
    const { network, tokenProvider, events } = sourceParts(server);
    const config = parse(`${MINIMAL}fetch: { concurrency: ${concurrency}, timeout: 60s }\n`);
    const [first] = config.tenants;
    if (first === undefined) throw new Error('the configuration has no tenant');
    const tenant = { ...first, id: tenantId, endpoints: { management: server.origin } };
    // Of the process, for all tenants.
    const send = createHttpClient({ timeoutMs: config.fetch.timeout, maxSockets: 256, network });
    const build = { config, tenant, networks: networksOf(config), send, events, clock: Date.now };
    const source = createManagementSource(apiClientOptions(build, tokenProvider));
    const ending = new AbortController();
    onTestFinished(() => ending.abort(new Error('the test has ended')));
    for (let number = 0; number < 2 * concurrency; number += 1) {
      const of = { ...blob(`b${number}`, window.startMs), contentUri: `${server.origin}/audit/b${number}` };
      source.fetch(stream(), of, ending.signal).catch(() => undefined);
    }
    await waitUntil('blobs hold their places', () => server.requests.length >= concurrency - 1);

    const pages = [];
    for await (const page of source.list(stream(), window, ending.signal)) pages.push(page);

    expect(pages).toMatchObject([[{ contentId: 'new' }]]);
    expect(server.requests.filter(({ url }) => url.pathname !== feed)).toHaveLength(concurrency - 1);
  });
});
