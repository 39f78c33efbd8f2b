import { createHttpClient } from '../lib/http-request.ts';
import { notMade } from './app-token.ts';
import { AuthError } from './auth-error.ts';
import { authErrors } from './errors.ts';
import type { SignInStore } from './sign-in-store.ts';
import { TokenExchange } from './token-exchange.ts';
import { type AcquireToken, createTokenProvider, type TokenProvider } from './token-provider.ts';
import { createUserClient, type UserTokenOptions, userScopes } from './user-client.ts';

export interface StoredSignInOptions extends UserTokenOptions {
  readonly store: SignInStore;
}

/**
 * Tokens for a person who has signed in with `login`. The store is read for each request, so that a sign-in in between
 * is used at once; the refresh token that Entra gives in exchange is kept before the access token is used.
 */
export function createStoredSignInProvider(options: StoredSignInOptions): TokenProvider {
  const { tenantId, clock, events } = options;
  return createTokenProvider({ tenantId, clock, events, acquire: acquireUserToken(options) });
}

function acquireUserToken(options: StoredSignInOptions): AcquireToken {
  const { store, timeoutMs, network, clock } = options;
  const send = options.send ?? createHttpClient({ timeoutMs, maxSockets: 2, network });
  return async (signal) => {
    const before = store.read();
    const exchange = new TokenExchange(send, clock, signal);
    try {
      const client = createUserClient(options, exchange);
      const cache = client.getTokenCache();
      const [account] = canRead(cache, before) ? await cache.getAllAccounts() : [];
      if (account === undefined) throw new AuthError({ row: authErrors.loginNeeded, kind: 'fatal' });
      const request = { account, scopes: userScopes(options), forceRefresh: true };
      const { accessToken } = await client.acquireTokenSilent(request);
      // Somebody may have signed in anew meanwhile; that is worth more than what was refreshed here.
      if (store.read() === before) store.write(cache.serialize());
      return { token: accessToken, lifetimeMs: exchange.lifetimeMs };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AuthError) throw error;
      throw new AuthError(exchange.failure ?? notMade(error));
    }
  };
}

/** A file that is no cache is as good as none: only a new sign-in mends it. */
function canRead(cache: { deserialize(text: string): void }, stored: string | null): boolean {
  try {
    if (stored !== null) cache.deserialize(stored);
    return stored !== null;
  } catch {
    return false;
  }
}
