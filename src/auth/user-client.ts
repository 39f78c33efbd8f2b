import {
  ConfidentialClientApplication,
  type INetworkModule,
  PublicClientApplication,
} from '@azure/msal-node';
import type { TextSource } from '../lib/text-source.ts';
import { type AppTokenOptions, silentLogger } from './app-token.ts';
import { authorityMetadata } from './authority-metadata.ts';
import { readCredentialText } from './credential-file.ts';

/** What is needed to sign a person in, and to use that sign-in later. */
export interface UserTokenOptions extends AppTokenOptions {
  /** Of an app of the platform "Web"; apps on a machine of their own have none. */
  readonly clientSecret?: TextSource | undefined;
}

/** MSAL's client for a person who acts through the app; new for each use, with the network of that use. */
export function createUserClient(
  options: UserTokenOptions,
  networkClient: INetworkModule,
): PublicClientApplication | ConfidentialClientApplication {
  const { clientId, loginUrl, tenantId, clientSecret } = options;
  const auth = { clientId, ...authorityMetadata(loginUrl, tenantId) };
  const system = { networkClient, loggerOptions: silentLogger };
  if (clientSecret === undefined) return new PublicClientApplication({ auth, system });
  return new ConfidentialClientApplication({
    auth: { ...auth, clientSecret: readCredentialText(clientSecret) },
    system,
  });
}

/** Everything that was granted for the API; MSAL adds what it needs for a refresh token. */
export function userScopes({ audience }: Pick<AppTokenOptions, 'audience'>): string[] {
  return [`${audience}/.default`];
}
