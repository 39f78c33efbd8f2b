import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Client } from '@elastic/elasticsearch';
import { trustedCertificates } from '../../lib/trusted-certificates.ts';
import { createElasticsearchClient } from '../../output/elasticsearch/client.ts';
import type { DemoOutput } from './demo-config.ts';

const wanted = 3;
const dataStream = 'logs-o365.audit-default';

/** Three documents of different workloads, each as indented JSON, read back from where they went. */
export async function findExamples(output: DemoOutput): Promise<string[]> {
  if (output.kind === 'file') return await fromFiles(output.path);
  const { url, auth, ca } = output;
  const network = { trustedCertificates: trustedCertificates(ca ?? null) };
  const client = createElasticsearchClient({ nodes: [url], auth, network });
  try {
    return await fromElasticsearch(client);
  } finally {
    await client.close();
  }
}

async function fromElasticsearch(client: Client): Promise<string[]> {
  const documents: unknown[] = [];
  const providers: string[] = [];
  while (documents.length < wanted) {
    const found = await client.search({
      index: dataStream,
      size: 1,
      query: { bool: { must_not: [{ terms: { 'event.provider': providers } }] } },
    });
    const source = found.hits.hits[0]?._source;
    if (source === undefined) break;
    documents.push(source);
    providers.push(providerOf(source));
  }
  return documents.map(indented);
}

async function fromFiles(folder: string): Promise<string[]> {
  const byProvider = new Map<string, unknown>();
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.ndjson'))) {
    for await (const line of createInterface({ input: createReadStream(join(folder, name)) })) {
      const source = sourceOf(JSON.parse(line));
      byProvider.set(providerOf(source), source);
      if (byProvider.size === wanted) break;
    }
  }
  return [...byProvider.values()].map(indented);
}

function sourceOf(line: unknown): unknown {
  return typeof line === 'object' && line !== null && '_source' in line ? line._source : line;
}

function providerOf(document: unknown): string {
  const event =
    typeof document === 'object' && document !== null && 'event' in document ? document.event : null;
  const known = typeof event === 'object' && event !== null && 'provider' in event ? event.provider : '';
  return String(known);
}

function indented(document: unknown): string {
  return JSON.stringify(document, null, 2).replaceAll(/^/gm, '  ');
}
