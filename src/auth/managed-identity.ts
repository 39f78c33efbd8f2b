import { AsyncLocalStorage } from 'node:async_hooks';
import { type INetworkModule, ManagedIdentityApplication } from '@azure/msal-node';
import type { Clock } from '../lib/clock.ts';
import { createHttpClient } from '../lib/http-request.ts';
import type { Network } from '../lib/network.ts';
import type { SourceEvents } from '../telemetry/events.ts';
import { notMade, silentLogger } from './app-token.ts';
import { AuthError } from './auth-error.ts';
import { IdentityExchange } from './identity-exchange.ts';
import { type AcquireToken, createTokenProvider, type TokenProvider } from './token-provider.ts';

/** A user-assigned identity; without any id it is the system-assigned one. */
export interface IdentityChoice {
  readonly clientId?: string | undefined;
  readonly objectId?: string | undefined;
  readonly resourceId?: string | undefined;
}

export interface ManagedIdentityOptions {
  readonly tenantId: string;
  readonly identity: IdentityChoice;
  /** `aud` that the token shall have. */
  readonly audience: string;
  readonly timeoutMs: number;
  /** Its proxies are left aside: the endpoints of Azure are on this machine or link-local. */
  readonly network: Network;
  readonly clock: Clock;
  readonly events: Pick<SourceEvents, 'requestFinished'>;
}

/**
 * The exchange of the call that is under way. MSAL keeps the first network module that it ever got for the whole
 * process, so that module can belong to no call and no tenant.
 */
const underWay = new AsyncLocalStorage<IdentityExchange>();

const networkClient: INetworkModule = {
  sendGetRequestAsync: (url, options) => exchangeUnderWay().sendGetRequestAsync(url, options),
  sendPostRequestAsync: (url, options) => exchangeUnderWay().sendPostRequestAsync(url, options),
};

function exchangeUnderWay(): IdentityExchange {
  const exchange = underWay.getStore();
  if (exchange === undefined) throw new Error('MSAL asked for something outside of a call');
  return exchange;
}

/**
 * Tokens from the identity that Azure gave this machine: IMDS, App Service, Azure Arc and what else MSAL finds by the
 * environment variables of Azure (IDENTITY_ENDPOINT, IDENTITY_HEADER, IMDS_ENDPOINT, AZURE_POD_IDENTITY_AUTHORITY_HOST).
 */
export function createManagedIdentityProvider(options: ManagedIdentityOptions): TokenProvider {
  const { tenantId, clock, events } = options;
  return createTokenProvider({ tenantId, clock, events, acquire: acquireIdentityToken(options) });
}

function acquireIdentityToken(options: ManagedIdentityOptions): AcquireToken {
  const { identity, audience, timeoutMs, network, clock } = options;
  const direct = { ...network, proxies: undefined };
  const send = createHttpClient({ timeoutMs, maxSockets: 2, network: direct });
  const { clientId, objectId, resourceId } = identity;
  const managedIdentityIdParams = {
    ...(clientId === undefined ? {} : { userAssignedClientId: clientId }),
    ...(objectId === undefined ? {} : { userAssignedObjectId: objectId }),
    ...(resourceId === undefined ? {} : { userAssignedResourceId: resourceId }),
  };
  return async (signal) => {
    const exchange = new IdentityExchange(send, clock, signal);
    try {
      const client = new ManagedIdentityApplication({
        managedIdentityIdParams,
        // Its own retries cannot be aborted; who asks for a token tries again anyway.
        system: { networkClient, loggerOptions: silentLogger, disableInternalRetries: true },
      });
      const request = { resource: audience, forceRefresh: true };
      const { accessToken } = await underWay.run(exchange, () => client.acquireToken(request));
      return { token: accessToken, lifetimeMs: exchange.lifetimeMs };
    } catch (error) {
      signal.throwIfAborted();
      throw new AuthError(exchange.failure ?? notMade(error));
    }
  };
}
