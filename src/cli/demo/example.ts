import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isJsonObject } from '../../lib/json-object.ts';
import { trustedCertificates } from '../../lib/trusted-certificates.ts';
import { createElasticsearchClient } from '../../output/elasticsearch/client.ts';
import type { DemoOutput } from './demo-config.ts';

type ElasticsearchOutput = Extract<DemoOutput, { kind: 'elasticsearch' }>;

const dataStream = 'logs-o365.audit-default';

/** The newest document in Elasticsearch, or the first in the files, as indented JSON; null where there is none. */
export async function findExample(output: DemoOutput): Promise<string | null> {
  const source = output.kind === 'file' ? await fromFiles(output.path) : await fromElasticsearch(output);
  return source === undefined ? null : JSON.stringify(source, null, 2).replaceAll(/^/gm, '  ');
}

async function fromElasticsearch({ url, auth, ca }: ElasticsearchOutput): Promise<unknown> {
  const network = { trustedCertificates: trustedCertificates(ca ?? null) };
  const client = createElasticsearchClient({ nodes: [url], auth, network });
  try {
    const found = await client.search({ index: dataStream, size: 1, sort: [{ '@timestamp': 'desc' }] });
    return found.hits.hits[0]?._source;
  } finally {
    await client.close();
  }
}

async function fromFiles(folder: string): Promise<unknown> {
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.ndjson'))) {
    for await (const line of createInterface({ input: createReadStream(join(folder, name)) })) {
      const document: unknown = JSON.parse(line);
      return isJsonObject(document) ? document._source : document;
    }
  }
  return undefined;
}
