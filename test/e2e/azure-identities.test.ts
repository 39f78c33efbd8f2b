import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { accessSync, constants, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { credentialRun } from '../support/credential-run.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';

const identity = {
  clientId: '10000000-0000-4000-8000-000000000001',
  objectId: '20000000-0000-4000-8000-000000000002',
  resourceId:
    '/subscriptions/s/resourcegroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/audit',
};
const options = { records: 30, managedIdentities: [identity] };

describe('a managed identity', () => {
  it('of a virtual machine is asked at IMDS, the system-assigned one and others by any of their ids', async () => {
    const sandbox = await sandboxForTest(options);
    const env = { AZURE_POD_IDENTITY_AUTHORITY_HOST: sandbox.url };
    const chosen = [{}, { object_id: identity.objectId }, { resource_id: identity.resourceId }];

    for (const choice of chosen) {
      const auth = { method: 'managed_identity', ...choice };
      await credentialRun(tempFolder(), sandbox, { auth }, env).collects(30);
    }

    const asked = sandbox.requests.filter(({ operation }) => operation === 'managed-identity');
    expect(asked).toHaveLength(chosen.length);
    expect(asked.every(({ query }) => query.includes('api-version=2018-02-01'))).toBe(true);
  });

  it('that the machine does not have is named', async () => {
    const sandbox = await sandboxForTest(options);
    const env = { AZURE_POD_IDENTITY_AUTHORITY_HOST: sandbox.url };
    const auth = { method: 'managed_identity', client_id: '30000000-0000-4000-8000-000000000003' };

    const result = await credentialRun(tempFolder(), sandbox, { auth }, env).command('check');

    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain('AUTH_IDENTITY_NOT_FOUND');
  });

  it('of App Service is asked with the header that App Service gives', async () => {
    const sandbox = await sandboxForTest(options);
    const env = {
      IDENTITY_ENDPOINT: `${sandbox.url}/msi/token`,
      IDENTITY_HEADER: sandbox.settings.identityHeader,
    };
    const auth = { method: 'managed_identity', client_id: identity.clientId };

    await credentialRun(tempFolder(), sandbox, { auth }, env).collects(30);
    const wrong = { ...env, IDENTITY_HEADER: 'another' };
    const refused = await credentialRun(tempFolder(), sandbox, { auth }, wrong).command('check');

    expect(refused.stdout).toContain('AUTH_IDENTITY_REFUSED');
    expect(refused.stdout + refused.stderr).not.toContain(sandbox.settings.identityHeader);
  });

  it('of Azure Arc is asked with the key in a file that only its users can read', async (ctx) => {
    const { arcKeyFolder } = (await sandboxForTest({ records: 0 })).settings;
    try {
      mkdirSync(arcKeyFolder, { recursive: true });
      accessSync(arcKeyFolder, constants.W_OK);
    } catch {
      return ctx.skip(`${arcKeyFolder}, the only folder that Azure Arc knows, cannot be written here`);
    }
    const sandbox = await sandboxForTest(options);
    const endpoint = `${sandbox.url.replace('localhost', '127.0.0.1')}/metadata/identity/oauth2/token`;
    const env = { IDENTITY_ENDPOINT: endpoint, IMDS_ENDPOINT: sandbox.url };
    const auth = { method: 'managed_identity', client_id: identity.clientId };

    await credentialRun(tempFolder(), sandbox, { auth }, env).collects(30);

    const asked = sandbox.requests.filter(({ operation }) => operation === 'managed-identity');
    expect(asked.map(({ status }) => status)).toEqual([401, 200]);
  });

  it('where there is none at all ends in words, not in silence', async () => {
    const sandbox = await sandboxForTest(options);
    const env = { AZURE_POD_IDENTITY_AUTHORITY_HOST: 'https://127.0.0.1:1' };
    const auth = { method: 'managed_identity' };

    const result = await credentialRun(tempFolder(), sandbox, { auth }, env).command('check');

    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain('AUTH_IDENTITY_UNAVAILABLE');
  });
});

describe('a workload identity', () => {
  const issuer = 'https://cluster.example/oidc';
  const subject = 'system:serviceaccount:audit:m365-audit';
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const federatedCredentials = [{ issuer, subject, publicKey }];

  function federatedToken(change: object = {}): string {
    const nowS = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      sub: subject,
      aud: ['api://AzureADTokenExchange'],
      nbf: nowS,
      exp: nowS + 3600,
      ...change,
    };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const kid = createHash('sha256').update(publicKey).digest('base64url');
    const signed = `${part({ alg: 'RS256', typ: 'JWT', kid })}.${part(claims)}`;
    const signature = createSign('RSA-SHA256').update(signed).sign(pair.privateKey, 'base64url');
    return `${signed}.${signature}`;
  }

  it('works with the variables alone that Kubernetes sets', async () => {
    const sandbox = await sandboxForTest({ records: 30, federatedCredentials });
    const folder = tempFolder();
    const tokenFile = join(folder, 'azure-identity-token');
    writeFileSync(tokenFile, `${federatedToken()}\n`);
    const env = {
      AZURE_TENANT_ID: sandbox.settings.tenants[0] ?? '',
      AZURE_CLIENT_ID: sandbox.settings.clientId,
      AZURE_FEDERATED_TOKEN_FILE: tokenFile,
    };

    const run = credentialRun(folder, sandbox, { id: undefined, auth: { method: 'workload_identity' } }, env);

    await run.collects(30);
    rmSync(tokenFile);
    const without = await run.command('run', '--once');
    expect(without.exitCode).toBe(2);
    expect(without.stderr).toContain('federated_token_file: expected a readable file, found no such file');
  });

  const nowS = Math.floor(Date.now() / 1000);
  it.each([
    ['of another issuer', { iss: 'https://elsewhere.example' }, 'AUTH_FEDERATION_REFUSED', '700211'],
    ['for another audience', { aud: 'api://other' }, 'AUTH_FEDERATION_REFUSED', '700212'],
    ['of another subject', { sub: 'somebody' }, 'AUTH_FEDERATION_REFUSED', '700213'],
    ['that is over', { nbf: nowS - 7200, exp: nowS - 3600 }, 'AUTH_ASSERTION_TIME', '700024'],
    ['that is not valid yet', { nbf: nowS + 3600, exp: nowS + 7200 }, 'AUTH_ASSERTION_TIME', '700024'],
  ])('a token %s is refused in words, and not shown', async (_, change, code, aadsts) => {
    const sandbox = await sandboxForTest({ records: 0, federatedCredentials });
    const folder = tempFolder();
    const token = federatedToken(change);
    writeFileSync(join(folder, 'token'), token);
    const { clientId } = sandbox.settings;
    const auth = { method: 'workload_identity', client_id: clientId, federated_token_file: './token' };

    const result = await credentialRun(folder, sandbox, { auth }).command('check');

    expect(result.stdout).toContain(code);
    expect(result.stdout).toContain(`AADSTS${aadsts}`);
    expect(result.stdout + result.stderr).not.toContain(token.split('.')[2]);
  });
});
