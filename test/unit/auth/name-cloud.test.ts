import { describe, expect, it } from 'vitest';
import { AuthError } from '../../../src/auth/auth-error.ts';
import { authErrors } from '../../../src/auth/errors.ts';
import { namingCloud } from '../../../src/auth/name-cloud.ts';
import type { HttpRequest } from '../../../src/lib/http-request.ts';
import { NetworkFailure } from '../../../src/lib/network-failure.ts';
import type { ReceivedAnswer } from '../../../src/lib/receive-answer.ts';
import { ReceivedBody } from '../../../src/lib/received-body.ts';
import { tenantId } from '../../support/streams.ts';

const { signal } = new AbortController();

/** Login hosts of which one knows the tenant; `asked` are those that a look-up came to. */
function loginHosts(knowing: string | null, instance: string, subScope?: string) {
  const asked: string[] = [];
  const send = async ({ url }: HttpRequest): Promise<ReceivedAnswer> => {
    const { host } = new URL(url);
    asked.push(host);
    if (knowing === null) throw new NetworkFailure('unreachable', 'ECONNREFUSED');
    const known = {
      issuer: `https://${host}/${tenantId}/v2.0`,
      cloud_instance_name: instance,
      tenant_region_sub_scope: subScope,
    };
    const unknown = { error: 'invalid_request', error_description: 'AADSTS90002: Tenant not found.' };
    const body = Buffer.from(JSON.stringify(host === knowing ? known : unknown));
    return { status: host === knowing ? 200 : 400, headers: {}, body, received: new ReceivedBody([body]) };
  };
  return { asked, send };
}

function provider(
  hosts: ReturnType<typeof loginHosts>,
  failure: AuthError | null,
  overrides: { readonly login?: string } = {},
) {
  const inner = { getToken: async () => (failure === null ? 'token' : Promise.reject(failure)) };
  const address = { tenant: tenantId, cloud: 'commercial', overrides } as const;
  return namingCloud(inner, address, { send: hosts.send, clock: () => 0 });
}

const notFound = new AuthError({ row: authErrors.tenantNotFound, kind: 'fatal' });
const wrongSecret = new AuthError({ row: authErrors.secretWrong, kind: 'fatal' });

describe('namingCloud', () => {
  it('asks the other login hosts for a tenant that this one does not know, and once only', async () => {
    const hosts = loginHosts('login.microsoftonline.us', 'microsoftonline.us', 'DOD');
    const tokens = provider(hosts, notFound);

    for (let times = 0; times < 2; times += 1) {
      await expect(tokens.getToken({ signal })).rejects.toMatchObject({
        code: 'AUTH_OTHER_CLOUD',
        message: expect.stringContaining('set cloud: dod'),
      });
    }

    expect(hosts.asked).toEqual(['login.microsoftonline.com', 'login.microsoftonline.us']);
  });

  it('asks no host but the one of the operator', async () => {
    const hosts = loginHosts('login.microsoftonline.us', 'microsoftonline.us');
    const tokens = provider(hosts, notFound, { login: 'https://gateway.example' });

    await expect(tokens.getToken({ signal })).rejects.toBe(notFound);

    expect(hosts.asked).toEqual(['gateway.example']);
  });

  it('finds a GCC tenant when the API refuses its token', async () => {
    const hosts = loginHosts('login.microsoftonline.com', 'microsoftonline.com', 'GCC');
    const tokens = provider(hosts, null);

    expect(await tokens.getToken({ signal })).toBe('token');
    expect(hosts.asked).toEqual([]);
    await expect(tokens.getToken({ signal, refused: 'token' })).rejects.toThrow('set cloud: gcc');
  });

  it('leaves everything else as it is', async () => {
    const right = loginHosts('login.microsoftonline.com', 'microsoftonline.com');
    const silent = loginHosts(null, '');

    expect(await provider(right, null).getToken({ signal, refused: 'token' })).toBe('token');
    await expect(provider(right, wrongSecret).getToken({ signal })).rejects.toBe(wrongSecret);
    await expect(provider(silent, notFound).getToken({ signal })).rejects.toBe(notFound);
    expect(right.asked).toHaveLength(1);
  });
});
