import type { Client } from '@elastic/elasticsearch';
import type { MicrosoftSandbox } from '../../sandbox/microsoft/microsoft-sandbox.ts';

/** How the documents of a data stream compare with what the sandbox has published. */
export interface Account {
  readonly published: number;
  readonly indexed: number;
  /** Ids of records that no document has. */
  readonly missing: readonly string[];
  /** Ids of records that several documents have. */
  readonly repeated: readonly string[];
  /** Ids of documents whose record was never published. */
  readonly unknown: readonly string[];
}

/** Compares record by record; every document of the data stream is read. */
export async function takeAccount(
  sandbox: MicrosoftSandbox,
  client: Client,
  dataStream: string,
): Promise<Account> {
  const published = new Set(sandbox.blobs().flatMap(({ ids }) => ids));
  const times = new Map<string, number>();
  for await (const id of indexedIds(client, dataStream)) times.set(id, (times.get(id) ?? 0) + 1);
  return {
    published: published.size,
    indexed: Array.from(times.values()).reduce((sum, count) => sum + count, 0),
    missing: [...published].filter((id) => !times.has(id)),
    repeated: [...times].filter(([, count]) => count > 1).map(([id]) => id),
    unknown: [...times.keys()].filter((id) => !published.has(id)),
  };
}

/** event.id of every document. */
async function* indexedIds(client: Client, dataStream: string): AsyncGenerator<string> {
  await client.indices.refresh({ index: dataStream });
  const found = client.helpers.scrollDocuments<{ event?: { id?: string } }>({
    index: dataStream,
    size: 5_000,
    _source: ['event.id'],
  });
  for await (const { event } of found) yield event?.id ?? 'none';
}

/** True when each record that was published is in exactly one document. */
export function balances(account: Account): boolean {
  return account.missing.length + account.repeated.length + account.unknown.length === 0;
}
