import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCertificateProvider } from '../../../src/auth/certificate.ts';
import { createClientSecretProvider } from '../../../src/auth/client-secret.ts';
import { createWorkloadIdentityProvider } from '../../../src/auth/workload-identity.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { appCertificate } from '../../support/localhost-certificate.ts';
import { reply, scriptedServer } from '../../support/scripted-server.ts';
import { recordedSourceEvents } from '../../support/source-events.ts';
import { tenantId } from '../../support/streams.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const { signal } = new AbortController();

/** A login host that takes one secret only, and writes down what it was sent. */
async function loginHost(takes: (form: URLSearchParams) => boolean) {
  const server = await scriptedServer(({ body }, response) => {
    if (takes(new URLSearchParams(body))) {
      const access_token = `token-${server.requests.length}`;
      return reply(response, 200, { token_type: 'Bearer', expires_in: 3599, access_token });
    }
    const error_description = 'AADSTS7000222: The provided client secret keys are expired.';
    reply(response, 401, { error: 'invalid_client', error_description, error_codes: [7000222] });
  });
  const time = fakeClock();
  const options = {
    tenantId,
    clientId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    loginUrl: server.origin,
    audience: 'https://manage.office.com',
    timeoutMs: 10_000,
    network: { trustedCertificates: [server.certificate] },
    clock: time.clock,
    events: recordedSourceEvents(),
  };
  const sent = (field: string) =>
    server.requests.map(({ body }) => new URLSearchParams(body).get(field) ?? '');
  return { time, options, sent };
}

describe('a credential whose file is replaced', () => {
  it('a secret is used anew after the old one was refused', async () => {
    const file = join(tempFolder(), 'secret');
    writeFileSync(file, 'old\n');
    const { time, options, sent } = await loginHost((form) => form.get('client_secret') === 'new');
    const tokens = createClientSecretProvider({ ...options, clientSecret: { text: 'old', file } });

    await expect(tokens.getToken({ signal })).rejects.toMatchObject({ code: 'AUTH_SECRET_EXPIRED' });
    writeFileSync(file, 'new\n');
    time.advance(5_000);

    expect(await tokens.getToken({ signal })).toBe('token-2');
    expect(sent('client_secret')).toEqual(['old', 'new']);
  });

  it('the last secret serves on while the file is away', async () => {
    const file = join(tempFolder(), 'secret');
    writeFileSync(file, 'good');
    const { options, sent } = await loginHost(() => true);
    const tokens = createClientSecretProvider({ ...options, clientSecret: { text: 'good', file } });

    const refused = await tokens.getToken({ signal });
    rmSync(file);
    await tokens.getToken({ signal, refused });

    expect(sent('client_secret')).toEqual(['good', 'good']);
  });

  it('a certificate is used anew as soon as its key is there too', async () => {
    const folder = tempFolder();
    const [first, second] = [await appCertificate(), await appCertificate()];
    const files = { certificate: join(folder, 'c.pem'), privateKey: join(folder, 'k.pem') };
    writeFileSync(files.certificate, first.certificate);
    writeFileSync(files.privateKey, first.privateKey);
    const { options, sent } = await loginHost(() => true);
    const source = {
      certificate: { text: '', file: files.certificate },
      privateKey: { text: '', file: files.privateKey },
    };
    const tokens = createCertificateProvider({ ...options, source });

    let refused = await tokens.getToken({ signal });
    writeFileSync(files.certificate, second.certificate);
    refused = await tokens.getToken({ signal, refused });
    writeFileSync(files.privateKey, second.privateKey);
    await tokens.getToken({ signal, refused });

    const keys = sent('client_assertion').map((assertion) => {
      const header: unknown = JSON.parse(
        Buffer.from(assertion.split('.')[0] ?? '', 'base64url').toString('utf8'),
      );
      return Object(header)['x5t#S256'];
    });
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('a federated token is read for each request', async () => {
    const file = join(tempFolder(), 'token');
    writeFileSync(file, 'first\n');
    const { options, sent } = await loginHost(() => true);
    const tokens = createWorkloadIdentityProvider({ ...options, federatedToken: { text: 'first', file } });

    const refused = await tokens.getToken({ signal });
    writeFileSync(file, 'second\n');
    await tokens.getToken({ signal, refused });

    expect(sent('client_assertion')).toEqual(['first', 'second']);
  });
});
