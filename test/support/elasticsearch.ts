import { createServer } from 'node:http';
import type { Client } from '@elastic/elasticsearch';
import { inject, onTestFinished, type TestContext } from 'vitest';
import { obtainElasticsearch } from '../../sandbox/elasticsearch/obtain-elasticsearch.ts';
import type {
  ObtainedElasticsearch,
  RunningElasticsearch,
} from '../../sandbox/elasticsearch/obtained-node.ts';
import { trustedCertificates } from '../../src/lib/trusted-certificates.ts';
import { createElasticsearchClient, type ElasticsearchAuth } from '../../src/output/elasticsearch/client.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the tests of this run ask for the node. */
    elasticsearchBroker: string;
  }
}

/** A node as tests get it. */
export type TestElasticsearch = Omit<RunningElasticsearch, 'stop'>;

export interface ElasticsearchBroker {
  readonly url: string;
  /** Starts the node, unless that has happened; resolves when it answers or cannot be had. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Hands one node to all tests of a run. It is started when it is first asked for, so that a run of unit tests needs none. */
export async function startElasticsearchBroker(): Promise<ElasticsearchBroker> {
  const { signal } = new AbortController();
  let node: Promise<ObtainedElasticsearch> | undefined;
  const obtain = (): Promise<ObtainedElasticsearch> => {
    node ??= obtainElasticsearch({ environment: process.env, signal });
    return node;
  };
  const server = createServer((_, response) => {
    obtain().then(
      (obtained) => response.end(JSON.stringify(obtained)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the broker has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    start: async () => void (await obtain()),
    close: async () => {
      server.close();
      server.closeAllConnections();
      const started = await node;
      if (started?.kind === 'running') await started.stop();
    },
  };
}

/** The node of this run. Skips the test, with the reasons, where there is none. */
export async function elasticsearchForTest(ctx: TestContext): Promise<TestElasticsearch> {
  const broker: string | undefined = inject('elasticsearchBroker');
  if (broker === undefined) return ctx.skip('no Elasticsearch: test/support/global-setup.ts did not run');
  const node = (await (await fetch(broker)).json()) as ObtainedElasticsearch;
  return node.kind === 'running' ? node : ctx.skip(`no Elasticsearch: ${node.reasons.join('; ')}`);
}

/** The node of this run, if it has everything; skips the test where it is the reduced distribution. */
export async function fullElasticsearchForTest(ctx: TestContext): Promise<TestElasticsearch> {
  const node = await elasticsearchForTest(ctx);
  if (node.fullDistribution) return node;
  return ctx.skip('the node from Maven Central is a reduced distribution; needs Docker or ELASTICSEARCH_URL');
}

/** What of a node's credentials the client takes. */
export function authOf({ apiKey, username, password }: TestElasticsearch): ElasticsearchAuth {
  if (apiKey !== undefined) return { kind: 'api_key', apiKey };
  return username === undefined ? { kind: 'none' } : { kind: 'basic', username, password: password ?? '' };
}

/** A client for the node, closed when the running test ends. */
export function clientForTest(node: TestElasticsearch): Client {
  const client = createElasticsearchClient({
    nodes: [node.url],
    auth: authOf(node),
    network: { trustedCertificates: trustedCertificates(node.ca ?? null) },
  });
  onTestFinished(() => client.close());
  return client;
}

/** A namespace of a data stream that no other test uses, since all of them share the node. */
export function uniqueNamespace(): string {
  return `test${process.pid}${Math.random().toString(36).slice(2, 10)}`;
}
