import { once } from 'node:events';
import { createServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { buildClient } from '../../../src/daemon/build-client.ts';
import { networksOf } from '../../../src/daemon/networks.ts';
import { codedFailure, describeFailure } from '../../../src/output/elasticsearch/client-failure.ts';
import { startProxy } from '../../support/connect-proxy.ts';
import { everythingPrinted } from '../../support/everything-printed.ts';
import { localhostCertificate } from '../../support/localhost-certificate.ts';
import { startScriptedCluster } from '../../support/scripted-cluster.ts';
import { MINIMAL, parse } from '../../unit/config/config-text.ts';

/** A client as the daemon makes it from these keys. */
function clientOf(nodes: readonly string[], keys: { readonly top?: object; readonly tls?: object } = {}) {
  const output = { elasticsearch: { nodes, tls: keys.tls ?? {} } };
  const tenants = MINIMAL.slice(0, MINIMAL.indexOf('output:'));
  const config = parse(tenants + stringify({ output, ...keys.top }));
  if (!('elasticsearch' in config.output)) throw new Error('no Elasticsearch');
  const client = buildClient(config.output.elasticsearch, networksOf(config).elasticsearch);
  onTestFinished(() => client.close());
  return client;
}

async function failureOf(client: ReturnType<typeof clientOf>) {
  return await client.cluster.health().then(
    () => Promise.reject(new Error('the request did not fail')),
    (error: unknown) => describeFailure(error),
  );
}

/** A cluster behind TLS that wants a client certificate. */
async function clusterWithClientAuth(authority: string) {
  const { certificate, privateKey } = await localhostCertificate();
  const options = { key: privateKey, cert: certificate, ca: authority, requestCert: true };
  const subjects: string[] = [];
  const server = createServer({ ...options, rejectUnauthorized: true }, (request, response) => {
    // https hands out TLS sockets.
    subjects.push(String((request.socket as TLSSocket).getPeerCertificate().subject.CN));
    response.setHeader('content-type', 'application/json').setHeader('x-elastic-product', 'Elasticsearch');
    response.end('{"status":"green"}');
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { url: `https://127.0.0.1:${address.port}`, certificate, subjects };
}

describe('Elasticsearch behind a proxy', () => {
  it('is reached through a tunnel with credentials, and directly where no_proxy names it', async () => {
    const cluster = await startScriptedCluster();
    const proxy = await startProxy({ credentials: { username: 'u', password: 'p' } });
    const url = `http://u:p@${proxy.host}`;
    const through = clientOf([cluster.url], { top: { proxy: { url } } });
    expect(await through.indices.putIndexTemplate({ name: 'a' })).toEqual({ acknowledged: true });
    expect(proxy.tunnels).toEqual([{ target: new URL(cluster.url).host, opened: true }]);
    const past = clientOf([cluster.url], { top: { proxy: { url, no_proxy: ['127.0.0.1'] } } });
    expect(await past.indices.putIndexTemplate({ name: 'a' })).toEqual({ acknowledged: true });
    expect(proxy.tunnels).toHaveLength(1);
  });

  it('tells a proxy that refuses, without its password', async () => {
    const cluster = await startScriptedCluster();
    const proxy = await startProxy({ credentials: { username: 'u', password: 'right' } });
    const url = `http://u:wr0ng-s3cret@${proxy.host}`;
    const failure = await failureOf(clientOf([cluster.url], { top: { proxy: { url } } }));
    expect(failure.row.code).toBe('ELASTICSEARCH_PROXY');
    expect(failure.detail).toContain('HTTP 407');
    expect(everythingPrinted(codedFailure(failure))).not.toContain('wr0ng-s3cret');
  });

  it('is not believed where TLS is opened on the way', async () => {
    const { certificate: authority } = await localhostCertificate();
    const cluster = await clusterWithClientAuth(authority);
    const proxy = await startProxy({ intercept: true });
    const keys = { proxy: { url: proxy.url } };
    expect((await failureOf(clientOf([cluster.url], { top: keys }))).row.code).toBe('ELASTICSEARCH_TLS');
  });
});

describe('a client certificate', () => {
  it('is shown to the cluster, also with an encrypted key', async () => {
    const pair = await generate([{ name: 'commonName', value: 'm365-audit' }], {
      algorithm: 'sha256',
      passphrase: 'key-s3cret',
    });
    const cluster = await clusterWithClientAuth(pair.cert);
    const own = { certificate: pair.cert, private_key: pair.private, passphrase: 'key-s3cret' };
    const client = clientOf([cluster.url], { top: { tls: { ca: cluster.certificate } }, tls: own });
    expect(await client.cluster.health()).toEqual({ status: 'green' });
    expect(cluster.subjects).toEqual(['m365-audit']);
    await failureOf(clientOf([cluster.url], { top: { tls: { ca: cluster.certificate } } }));
    expect(cluster.subjects).toHaveLength(1);
  });

  it('that cannot be used is told at once, without the key or its passphrase', async () => {
    const one = await localhostCertificate();
    const other = await localhostCertificate();
    const make = () =>
      clientOf(['https://127.0.0.1:9'], {
        tls: { certificate: one.certificate, private_key: other.privateKey, passphrase: 'key-s3cret' },
      });
    expect(make).toThrow(expect.objectContaining({ code: 'ELASTICSEARCH_CLIENT_CERTIFICATE' }));
    try {
      make();
    } catch (error) {
      expect(everythingPrinted(error)).not.toMatch(/key-s3cret|PRIVATE KEY/);
    }
  });
});

it('insecure_skip_verify believes whoever answers, for the service that it names', async () => {
  const { certificate: authority } = await localhostCertificate();
  const cluster = await clusterWithClientAuth(authority);
  const insecure = { tls: { insecure_skip_verify: ['elasticsearch'] } };
  // It gets past the cluster's certificate, to where the cluster asks for ours.
  expect((await failureOf(clientOf([cluster.url], { top: insecure }))).detail).not.toMatch(/self.signed/i);
  const login = { tls: { insecure_skip_verify: ['login'] } };
  expect((await failureOf(clientOf([cluster.url], { top: login }))).detail).toMatch(/self.signed/i);
});
