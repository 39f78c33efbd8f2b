import { randomUUID } from 'node:crypto';
import { CryptoProvider, ResponseMode } from '@azure/msal-node';
import { createHttpClient } from '../lib/http-request.ts';
import { notMade } from './app-token.ts';
import { AuthError } from './auth-error.ts';
import { classifyTokenError } from './classify-token-error.ts';
import { authErrors } from './errors.ts';
import { TokenExchange } from './token-exchange.ts';
import { createUserClient, type UserTokenOptions, userScopes } from './user-client.ts';

export interface AuthorizationCodeOptions extends UserTokenOptions {
  /** Where the browser is sent back to; must be registered with the app. */
  readonly redirectUri: string;
  /** Shows the address to open, and waits for the address that the browser was sent back to. */
  readonly visit: (url: string, signal: AbortSignal) => Promise<URL>;
  readonly signal: AbortSignal;
}

/**
 * Signs a person in with a browser (Entra documentation, authorization code flow with PKCE).
 * @returns MSAL's cache, to be stored
 * @throws AuthError, or the signal's reason
 */
export async function signInByAuthorizationCode(options: AuthorizationCodeOptions): Promise<string> {
  const { timeoutMs, network, clock, signal, redirectUri, visit } = options;
  const send = createHttpClient({ timeoutMs, maxSockets: 2, network });
  const exchange = new TokenExchange(send, clock, signal);
  const client = createUserClient(options, exchange);
  const scopes = userScopes(options);
  const state = randomUUID();
  const { verifier: codeVerifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const address = await client.getAuthCodeUrl({
    scopes,
    redirectUri,
    state,
    responseMode: ResponseMode.QUERY,
    codeChallenge: challenge,
    codeChallengeMethod: 'S256',
  });
  const code = codeIn(await visit(address, signal), state, clock());
  try {
    await client.acquireTokenByCode({ scopes, redirectUri, code, codeVerifier });
  } catch (error) {
    signal.throwIfAborted();
    throw new AuthError(exchange.failure ?? notMade(error));
  }
  return client.getTokenCache().serialize();
}

/** The code in an address that came back; the state proves that this sign-in asked for it (RFC 6749, section 10.12). */
function codeIn({ searchParams }: URL, state: string, nowMs: number): string {
  if (searchParams.get('state') !== state) {
    throw new AuthError({ row: authErrors.redirectForeign, kind: 'fatal' });
  }
  const error = searchParams.get('error');
  if (error !== null) {
    const body = JSON.stringify({ error, error_description: searchParams.get('error_description') ?? '' });
    throw new AuthError(classifyTokenError({ status: 400, headers: {}, body }, nowMs));
  }
  const code = searchParams.get('code');
  if (code === null) throw new AuthError({ row: authErrors.redirectForeign, kind: 'fatal' });
  return code;
}
