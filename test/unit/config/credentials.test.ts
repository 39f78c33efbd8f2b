import { describe, expect, it } from 'vitest';
import { CLIENT_ID, MINIMAL, parse, problems, TENANT_ID } from './config-text.ts';

const withAuth = (auth: string) => MINIMAL.replace(/auth: .*/, `auth: ${auth}`);
const authOf = (text: string, options: Parameters<typeof parse>[1] = {}) =>
  parse(text, options).tenants[0]?.auth;

describe('a managed identity', () => {
  it('is the system-assigned one, or named by one id', () => {
    expect(authOf(withAuth('{ method: managed_identity }'))).toEqual({ method: 'managed_identity' });
    expect(authOf(withAuth('{ method: managed_identity, resource_id: /a/b }'))).toEqual({
      method: 'managed_identity',
      resource_id: '/a/b',
    });
  });

  it('is not named twice', () => {
    const text = withAuth(`{ method: managed_identity, client_id: ${CLIENT_ID}, object_id: ${CLIENT_ID} }`);
    expect(problems(text)).toEqual([
      '3:88 tenants[0].auth.object_id: expected at most one of client_id, object_id, resource_id, found client_id and object_id. Keep the one that names the identity; without any, the system-assigned identity is used.',
    ]);
  });
});

describe('a certificate', () => {
  it('may be a PFX file, beside the configuration', () => {
    const text = withAuth(`{ method: certificate, client_id: ${CLIENT_ID}, pfx: app.pfx, passphrase: p }`);
    expect(authOf(text)).toMatchObject({ pfx: '/etc/m365/app.pfx', passphrase: { text: 'p' } });
  });

  it('is either of the two forms, and whole', () => {
    const common = `{ method: certificate, client_id: ${CLIENT_ID}`;
    expect(problems(withAuth(`${common} }`))).toEqual([
      expect.stringContaining('tenants[0].auth.certificate: expected certificate or certificate_file'),
      expect.stringContaining('tenants[0].auth.private_key: expected private_key or private_key_file'),
    ]);
    const encrypted = "'-----BEGIN ENCRYPTED PRIVATE KEY-----'";
    expect(problems(withAuth(`${common}, pfx: a.pfx, private_key: ${encrypted} }`))).toEqual([
      expect.stringContaining('expected certificate with private_key, or pfx, found both.'),
    ]);
  });
});

describe('a workload identity', () => {
  const env = {
    AZURE_TENANT_ID: TENANT_ID,
    AZURE_CLIENT_ID: CLIENT_ID,
    AZURE_FEDERATED_TOKEN_FILE: '/var/run/token',
  };
  const files = { '/var/run/token': 'e30.e30.x\n', '/etc/m365/own': 'own' };

  it('takes what is not written from the variables of Azure', () => {
    const text = withAuth('{ method: workload_identity }').replace(`id: ${TENANT_ID}`, 'name: contoso');
    const [tenant] = parse(text, { env, files }).tenants;

    expect(tenant?.id).toBe(TENANT_ID);
    expect(tenant?.auth).toEqual({
      method: 'workload_identity',
      client_id: CLIENT_ID,
      federated_token: { text: 'e30.e30.x', file: '/var/run/token' },
    });
  });

  it('believes what is written, and names the variable that is wrong', () => {
    const written = withAuth('{ method: workload_identity, federated_token_file: own }');
    expect(authOf(written, { env, files })).toMatchObject({ federated_token: { file: '/etc/m365/own' } });

    const wrong = { ...env, AZURE_CLIENT_ID: 'no GUID' };
    expect(problems(written, { env: wrong, files })).toEqual([
      expect.stringMatching(/client_id: expected the GUID of an app registration.*AZURE_CLIENT_ID/),
    ]);
  });

  it('leaves other methods alone', () => {
    expect(problems(withAuth('{ method: client_secret, client_secret: s }'), { env, files })).toEqual([
      expect.stringContaining('tenants[0].auth.client_id: expected the GUID of an app registration'),
    ]);
  });
});

describe('a tenant', () => {
  it.each([
    [TENANT_ID.toUpperCase(), TENANT_ID],
    ['Contoso.onmicrosoft.com', 'contoso.onmicrosoft.com'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ])('%s is %s', (written, read) => {
    expect(parse(MINIMAL.replace(TENANT_ID, written)).tenants[0]?.id).toBe(read);
  });

  it.each(['contoso', 'contoso..com', '-a.com', 'a.b/../c.com', '10.0.0.1', 'https://contoso.com'])(
    '%s is none',
    (written) => {
      expect(problems(MINIMAL.replace(TENANT_ID, written))).toHaveLength(1);
    },
  );
});

describe('the day on which a secret expires', () => {
  const withDay = (day: string) => MINIMAL.replace('s3cret-inline', `s, client_secret_expires: ${day}`);

  it('is read as the begin of that day', () => {
    expect(authOf(withDay('2028-02-29'))).toMatchObject({
      client_secret_expires: Date.UTC(2028, 1, 29),
    });
  });

  it.each(['2027-02-29', '2027-13-01', '31.1.2027', '20270131'])('is not %s', (day) => {
    expect(problems(withDay(day))).toEqual([expect.stringContaining('expected a date as year-month-day')]);
  });
});
