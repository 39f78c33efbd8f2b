import { AuthError as MsalError, PublicClientApplication } from '@azure/msal-node';
import type { Sleep } from '../lib/abortable-sleep.ts';
import { createHttpClient } from '../lib/http-request.ts';
import { untilAborted } from '../lib/until-aborted.ts';
import { notMade } from './app-token.ts';
import { AuthError, type AuthFailure } from './auth-error.ts';
import { authErrors } from './errors.ts';
import { PollingExchange } from './polling-exchange.ts';
import { TokenExchange } from './token-exchange.ts';
import { createUserClient, type UserTokenOptions, userScopes } from './user-client.ts';

/** What a person must do: open the address anywhere and enter the code. */
export interface DeviceCodePrompt {
  readonly url: string;
  readonly code: string;
  /** How long the code is good for, seconds. */
  readonly lifetimeSeconds: number;
}

export interface DeviceCodeOptions extends UserTokenOptions {
  readonly show: (prompt: DeviceCodePrompt) => void;
  readonly sleep: Sleep;
  readonly signal: AbortSignal;
}

/**
 * Signs a person in on another device (Entra documentation, device authorization grant) and waits until that is done.
 * @returns MSAL's cache, to be stored
 * @throws AuthError, or the signal's reason
 */
export async function signInByDeviceCode(options: DeviceCodeOptions): Promise<string> {
  const { timeoutMs, network, clock, sleep, signal, show } = options;
  const send = createHttpClient({ timeoutMs, maxSockets: 2, network });
  const exchange = new TokenExchange(send, clock, signal);
  const client = createUserClient(options, new PollingExchange(exchange, sleep, signal));
  if (!(client instanceof PublicClientApplication))
    throw new TypeError('a device code takes no client secret');
  const request = {
    scopes: userScopes(options),
    deviceCodeCallback: ({ verificationUri, userCode, expiresIn }: MsalPrompt) =>
      show({ url: verificationUri, code: userCode, lifetimeSeconds: expiresIn }),
  };
  try {
    // MSAL's own pauses know no signal; the process that waits here ends with it.
    await untilAborted(client.acquireTokenByDeviceCode(request), signal);
  } catch (error) {
    signal.throwIfAborted();
    throw new AuthError(failureOf(error, exchange));
  }
  return client.getTokenCache().serialize();
}

interface MsalPrompt {
  readonly verificationUri: string;
  readonly userCode: string;
  readonly expiresIn: number;
}

/** MSAL watches the lifetime of the code itself. */
function failureOf(error: unknown, { failure }: TokenExchange): AuthFailure {
  if (error instanceof MsalError && error.errorCode === 'device_code_expired') {
    return { row: authErrors.signInTimeout, kind: 'fatal' };
  }
  return failure ?? notMade(error);
}
