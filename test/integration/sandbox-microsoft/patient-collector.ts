import { type Answer, type ApiClient, type ContentItem, contentItems, parse } from './api-client.ts';

const ATTEMPTS = 4;

/** Asks until the answer is an array, getting a new token after a 401. Waits for nothing. */
async function insist(client: ApiClient, url: string): Promise<Answer | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const answer = await client.request('GET', url).catch(() => undefined);
    if (answer?.status === 401) client.token = client.sandbox.issueToken();
    const body = parse((answer?.text ?? '').replace(/^\ufeff/, ''));
    if (answer?.status === 200 && Array.isArray(body)) return answer;
  }
  return undefined;
}

async function listPatiently(client: ApiClient, first: string): Promise<ContentItem[]> {
  const items: ContentItem[] = [];
  let url: string | undefined = first;
  while (url !== undefined) {
    const answer: Answer | undefined = await insist(client, url);
    if (answer === undefined) throw new Error(`no good answer from ${url}`);
    items.push(...contentItems(answer.text));
    const next: unknown = answer.headers.nextpageuri;
    url = typeof next === 'string' ? `${next}&PublisherIdentifier=${client.tenant}` : undefined;
  }
  return items;
}

/**
 * The smallest collector that is right: lists everything `rounds` times, repeats what failed, fetches each contentId
 * until it was good. Returns the text of every record.
 */
export async function collectPatiently(client: ApiClient, rounds: number): Promise<string[]> {
  const records: string[] = [];
  const done = new Set<string>();
  const streams = client.sandbox.settings.contentTypes.flatMap((contentType) =>
    client.windows().map((window) => ({ contentType, ...window })),
  );
  for (let round = 0; round < rounds; round += 1) {
    for (const { contentType, startMs, endMs } of streams) {
      const time = (ms: number): string => new Date(ms).toISOString().slice(0, 23);
      const query = { contentType, startTime: time(startMs), endTime: time(endMs) };
      for (const item of await listPatiently(client, client.address('subscriptions/content', query))) {
        if (done.has(item.contentId)) continue;
        const answer = await insist(client, `${item.contentUri}?PublisherIdentifier=${client.tenant}`);
        if (answer === undefined) continue;
        done.add(item.contentId);
        const elements = parse(answer.text.replace(/^\ufeff/, ''));
        if (Array.isArray(elements)) records.push(...elements.map((element) => JSON.stringify(element)));
      }
    }
  }
  return records;
}
