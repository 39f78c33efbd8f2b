import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MicrosoftSandboxOptions } from '../../../sandbox/microsoft/options.ts';
import { signInByDeviceCode } from '../../../src/auth/device-code-sign-in.ts';
import { createSignInStore, type SignInStore } from '../../../src/auth/sign-in-store.ts';
import { createStoredSignInProvider } from '../../../src/auth/stored-sign-in.ts';
import { everythingPrinted } from '../../support/everything-printed.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { sandboxForTest } from '../../support/sandbox.ts';
import { recordedSourceEvents } from '../../support/source-events.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const { signal } = new AbortController();

/** A daemon's tokens, and a person who signs in beside it. */
async function person(
  wrap: (store: SignInStore) => SignInStore = (store) => store,
  change: MicrosoftSandboxOptions = {},
) {
  const time = fakeClock(Date.now());
  const sandbox = await sandboxForTest({
    records: 0,
    signIn: 'approve',
    deviceCodeIntervalSeconds: 0,
    clock: time.clock,
    ...change,
  });
  const options = {
    tenantId: sandbox.settings.tenants[0] ?? '',
    clientId: sandbox.settings.clientId,
    loginUrl: sandbox.url,
    audience: 'https://manage.office.com',
    timeoutMs: 10_000,
    network: { trustedCertificates: [sandbox.caPem] },
    clock: time.clock,
    events: recordedSourceEvents(),
  };
  const store = createSignInStore(join(tempFolder(), 'sign-in.json'));
  const tokens = createStoredSignInProvider({ ...options, store: wrap(store) });
  const signIn = () => signInByDeviceCode({ ...options, show: () => {}, sleep: time.sleep, signal });
  return { sandbox, store, tokens, time, signIn };
}

describe('a stored sign-in', () => {
  it('is used as soon as it is there, and again after the person had to sign in anew', async () => {
    const { sandbox, store, tokens, time, signIn } = await person();

    await expect(tokens.getToken({ signal })).rejects.toMatchObject({ code: 'AUTH_LOGIN_NEEDED' });
    store.write(await signIn());
    time.advance(5_000);
    const first = await tokens.getToken({ signal });
    sandbox.revokeSignIns();
    const revoked: unknown = await tokens
      .getToken({ signal, refused: first })
      .catch((error: unknown) => error);
    store.write(await signIn());
    time.advance(5_000);
    const second = await tokens.getToken({ signal, refused: first });

    expect(revoked).toMatchObject({ code: 'AUTH_GRANT_EXPIRED', kind: 'fatal' });
    expect(everythingPrinted(revoked)).not.toMatch(/refresh\.[0-9a-f]/);
    expect(sandbox.tokensIssued()).toEqual(expect.arrayContaining([first, second]));
  });

  it('that somebody replaced during a refresh is not overwritten', async () => {
    let reads = 0;
    const { store, tokens, signIn } = await person((inner) => ({
      ...inner,
      read() {
        reads += 1;
        // The second look comes after the refresh.
        if (reads === 2) inner.write('the sign-in of somebody else');
        return inner.read();
      },
    }));
    store.write(await signIn());

    await tokens.getToken({ signal });

    expect(store.read()).toBe('the sign-in of somebody else');
  });

  it('that is no cache of MSAL asks for a new one, rather than ending the daemon', async () => {
    const { store, tokens } = await person();
    store.write('no JSON');

    await expect(tokens.getToken({ signal })).rejects.toMatchObject({ code: 'AUTH_LOGIN_NEEDED' });
  });
});
