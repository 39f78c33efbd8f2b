import {
  ConfidentialClientApplication,
  LogLevel,
  AuthError as MsalError,
  type NodeAuthOptions,
} from '@azure/msal-node';
import type { Clock } from '../lib/clock.ts';
import { createHttpClient, type SendRequest } from '../lib/http-request.ts';
import type { Network } from '../lib/network.ts';
import type { SourceEvents } from '../telemetry/events.ts';
import { AuthError, type AuthFailure } from './auth-error.ts';
import { authorityMetadata } from './authority-metadata.ts';
import { authErrors } from './errors.ts';
import { TokenExchange } from './token-exchange.ts';
import { type AcquireToken, createTokenProvider, type TokenProvider } from './token-provider.ts';

/** What every app credential needs besides itself. */
export interface AppTokenOptions {
  readonly tenantId: string;
  readonly clientId: string;
  /** Login host, such as https://login.microsoftonline.com. */
  readonly loginUrl: string;
  /** `aud` that the token shall have; the scope is this and /.default. */
  readonly audience: string;
  readonly timeoutMs: number;
  readonly network: Network;
  /** By default an HTTP client of its own. */
  readonly send?: SendRequest | undefined;
  readonly clock: Clock;
  readonly events: Pick<SourceEvents, 'requestFinished'>;
}

/** How an app proves who it is, in MSAL's words. */
export type AppCredential = Pick<NodeAuthOptions, 'clientSecret' | 'clientCertificate' | 'clientAssertion'>;

/** MSAL's logger takes part in nothing. */
export const silentLogger = {
  loggerCallback: () => {},
  logLevel: LogLevel.Error,
  piiLoggingEnabled: false,
};

/**
 * Tokens for the app itself (Entra documentation, OAuth 2.0 client credentials flow).
 * @param readCredential called for each request, so that a credential that was replaced is used without a restart
 */
export function createAppTokenProvider(
  options: AppTokenOptions,
  readCredential: () => AppCredential,
): TokenProvider {
  const { tenantId, clock, events } = options;
  return createTokenProvider({ tenantId, clock, events, acquire: acquireAppToken(options, readCredential) });
}

function acquireAppToken(options: AppTokenOptions, readCredential: () => AppCredential): AcquireToken {
  const { clientId, loginUrl, tenantId, audience, timeoutMs, network, clock } = options;
  const send = options.send ?? createHttpClient({ timeoutMs, maxSockets: 2, network });
  const authority = authorityMetadata(loginUrl, tenantId);
  return async (signal) => {
    const auth = { clientId, ...readCredential(), ...authority };
    const exchange = new TokenExchange(send, clock, signal);
    try {
      // A new client each time: MSAL answers by itself for a minute after one 5xx, and never keeps short-lived tokens.
      const system = { networkClient: exchange, loggerOptions: silentLogger };
      const client = new ConfidentialClientApplication({ auth, system });
      const result = await client.acquireTokenByClientCredential({
        scopes: [`${audience}/.default`],
        // Or else an environment variable of MSAL would send the request to a regional host.
        azureRegion: 'DisableMsalForceRegion',
      });
      if (result !== null) return { token: result.accessToken, lifetimeMs: exchange.lifetimeMs };
    } catch (error) {
      signal.throwIfAborted();
      throw new AuthError(exchange.failure ?? notMade(error));
    }
    throw new AuthError({ row: authErrors.answerUnreadable, kind: 'retry' });
  };
}

/** What it means that MSAL failed by itself. Only its own code is told: its message may quote what it was given. */
export function notMade(error: unknown): AuthFailure {
  const detail = error instanceof MsalError ? error.errorCode : undefined;
  return { row: authErrors.requestNotMade, kind: 'fatal', detail };
}
