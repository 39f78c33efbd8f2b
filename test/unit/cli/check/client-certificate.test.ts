import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { checkOutput } from '../../../../src/cli/check/check-output.ts';
import { checkTls } from '../../../../src/cli/check/check-tls.ts';
import { networksOf } from '../../../../src/daemon/networks.ts';
import { localhostCertificate } from '../../../support/localhost-certificate.ts';
import { parse, TENANT_ID } from '../../config/config-text.ts';

it('a client certificate that cannot be used is a verdict among the others', async () => {
  const [one, other] = [await localhostCertificate(), await localhostCertificate()];
  const tls = { certificate: one.certificate, private_key: other.privateKey };
  const nowhere = 'https://127.0.0.1:1';
  const endpoints = { login: nowhere, management: nowhere };
  const config = parse(
    stringify({
      tenants: [{ id: TENANT_ID, endpoints, auth: { method: 'managed_identity' } }],
      output: { elasticsearch: { nodes: [nowhere], tls } },
    }),
  );
  const networks = networksOf(config);
  const { signal } = new AbortController();

  expect(await checkTls(config, networks, signal)).toEqual([]);
  expect(await checkOutput(config, networks.elasticsearch, signal)).toMatchObject([
    { subject: 'output', status: 'failed', code: 'ELASTICSEARCH_CLIENT_CERTIFICATE' },
  ]);
});
