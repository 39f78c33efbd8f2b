import { describe, expect, it } from 'vitest';
import { ApiClient } from '../../../src/source/management-api/client.ts';
import { recentContent } from '../../../src/source/management-api/recent-content.ts';
import { sourceParts } from '../../support/management-source.ts';
import { reply, type Script, scriptedServer } from '../../support/scripted-server.ts';

const { signal } = new AbortController();

async function recent(script: Script) {
  const client = new ApiClient(sourceParts(await scriptedServer(script)));
  return await recentContent(client, 'Audit.General', signal);
}

function item(contentId: string, contentCreated: string) {
  const contentUri = `https://manage.office.com/audit/${contentId}`;
  return { contentId, contentUri, contentCreated, contentExpiration: '2026-08-08T10:00:00.000Z' };
}

describe('the recent content of a stream', () => {
  it('is what the first page holds, its newest blob anywhere on it', async () => {
    const items = [item('a', '2026-08-01T10:00:00.000Z'), item('b', '2026-08-01T11:00:00.000Z')];
    const script: Script = (_request, response) =>
      reply(response, 200, items.toReversed(), { NextPageUri: 'https://x/' });

    expect(await recent(script)).toEqual({ blobs: 2, more: true, newestMs: Date.UTC(2026, 7, 1, 11) });
  });

  it('is nothing where the API says "no content", as a list that is empty is', async () => {
    const nothing = { blobs: 0, more: false, newestMs: null };

    expect(await recent((_request, response) => reply(response, 200, []))).toEqual(nothing);
    const noContent: Script = (_request, response) => void response.writeHead(204).end();
    expect(await recent(noContent)).toEqual(nothing);
  });
});
