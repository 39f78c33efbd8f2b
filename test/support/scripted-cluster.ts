import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';

export interface ScriptedCluster {
  readonly url: string;
  /** Path and parsed body of each PUT, in their order. */
  readonly puts: readonly { readonly path: string; readonly body: unknown }[];
}

export interface ClusterAnswers {
  /** By `METHOD path`; undefined: simulations and writes succeed, everything that is looked for is missing. */
  answer?(request: string, body: unknown): { readonly status: number; readonly body: unknown } | undefined;
}

/** Answers requests for templates as a full distribution does, or as its script says; closed when the test ends. */
export async function startScriptedCluster({ answer }: ClusterAnswers = {}): Promise<ScriptedCluster> {
  const puts: { path: string; body: unknown }[] = [];
  const server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(Buffer.from(chunk));
    const bytes = Buffer.concat(chunks);
    const text = (message.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const { method = '', url = '' } = message;
    if (method === 'PUT') puts.push({ path: url, body });
    const fallback =
      method === 'GET' ? { status: 404, body: {} } : { status: 200, body: { acknowledged: true } };
    const { status, body: answered } = answer?.(`${method} ${url}`, body) ?? fallback;
    response.writeHead(status, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' });
    response.end(JSON.stringify(answered));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  return { url: `http://127.0.0.1:${address.port}`, puts };
}
