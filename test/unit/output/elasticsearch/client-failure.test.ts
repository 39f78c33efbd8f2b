import { createServer as createTlsServer } from 'node:https';
import { createServer, type Server } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createElasticsearchClient } from '../../../../src/output/elasticsearch/client.ts';
import { codedFailure, describeFailure } from '../../../../src/output/elasticsearch/client-failure.ts';
import { startBulkServer } from '../../../support/bulk-server.ts';
import { everythingPrinted } from '../../../support/everything-printed.ts';
import { localhostCertificate } from '../../../support/localhost-certificate.ts';

async function failureOf(url: string, options: { password?: string; requestTimeoutMs?: number } = {}) {
  const { password = 'secret-password', requestTimeoutMs } = options;
  const client = createElasticsearchClient({
    nodes: [url],
    auth: { kind: 'basic', username: 'someone', password },
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
  });
  try {
    await client.bulk({ operations: [{ create: { _index: 'a', _id: 'b' } }, {}] });
  } catch (error) {
    return describeFailure(error);
  } finally {
    await client.close();
  }
  throw new Error('the request did not fail');
}

async function answering(status: number, error?: unknown): Promise<string> {
  const server = await startBulkServer({ onRequest: () => ({ kind: 'status', status, error }) });
  onTestFinished(() => server.close());
  return server.url;
}

async function tlsServer(): Promise<{ url: string; certificate: string }> {
  const { privateKey, certificate } = await localhostCertificate();
  const server = createTlsServer({ key: privateKey, cert: certificate }, (_, response) => {
    response.setHeader('content-type', 'application/json').setHeader('x-elastic-product', 'Elasticsearch');
    response.end('{"status":"green"}');
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return { url: `https://127.0.0.1:${portOf(server)}`, certificate };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

describe('describeFailure', () => {
  it.each([
    [400, 'illegal_argument_exception', 'ELASTICSEARCH_BAD_REQUEST'],
    [401, 'security_exception', 'ELASTICSEARCH_UNAUTHORIZED'],
    [403, 'security_exception', 'ELASTICSEARCH_FORBIDDEN'],
    [403, 'cluster_block_exception', 'ELASTICSEARCH_BLOCKED'],
    [413, 'x', 'ELASTICSEARCH_REQUEST_TOO_LARGE'],
    [429, 'x', 'ELASTICSEARCH_THROTTLED'],
    [503, 'x', 'ELASTICSEARCH_UNAVAILABLE'],
  ])('%i %s is %s', async (status, type, code) => {
    const failure = await failureOf(await answering(status, { type, reason: 'the reason' }));
    expect(failure).toMatchObject({ row: { code }, status, type });
    expect(failure.detail).toBe(`HTTP ${status} ${type}: the reason`);
  });

  it('takes the text of an answer that is not JSON', async () => {
    const failure = await failureOf(await answering(502, 'Bad Gateway'));
    expect(failure.detail).toContain('Bad Gateway');
  });

  it('tells a refused connection', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const port = portOf(server);
    await new Promise((resolve) => server.close(resolve));
    expect((await failureOf(`http://127.0.0.1:${port}`)).row.code).toBe('ELASTICSEARCH_UNREACHABLE');
  });

  it('tells a name that does not resolve', async () => {
    expect((await failureOf('http://no-such-host.invalid:9200')).row.code).toBe('ELASTICSEARCH_UNREACHABLE');
  });

  it('tells a silent server', async () => {
    const server = await startBulkServer({
      onRequest: () => ({ kind: 'hold', until: new Promise(() => undefined) }),
    });
    onTestFinished(() => server.close());
    const failure = await failureOf(server.url, { requestTimeoutMs: 20 });
    expect(failure.row.code).toBe('ELASTICSEARCH_TIMEOUT');
  });

  it('tells an untrusted certificate, and https where the server speaks http', async () => {
    const { url } = await tlsServer();
    expect((await failureOf(url)).row.code).toBe('ELASTICSEARCH_TLS');
    const plain = await answering(200);
    expect((await failureOf(plain.replace('http:', 'https:'))).row.code).toBe('ELASTICSEARCH_TLS');
  });

  it('trusts the certificates that it is given', async () => {
    const { url, certificate } = await tlsServer();
    const client = createElasticsearchClient({
      nodes: [url],
      auth: { kind: 'none' },
      network: { trustedCertificates: [certificate] },
    });
    expect(await client.cluster.health()).toEqual({ status: 'green' });
    await client.close();
  });

  it('keeps credentials out of the error, also those of a URL', async () => {
    const url = new URL(await answering(401, { type: 'security_exception', reason: 'no' }));
    url.username = 'someone';
    url.password = 'url-secret';
    const error = codedFailure(await failureOf(url.href));
    expect(everythingPrinted(error)).not.toMatch(/secret/);
    const basic = Buffer.from('someone:secret-password').toString('base64');
    expect(everythingPrinted(error)).not.toContain(basic);
  });
});
