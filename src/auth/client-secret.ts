import { type AppTokenOptions, createAppTokenProvider } from './app-token.ts';
import type { TokenProvider } from './token-provider.ts';

export interface ClientSecretOptions extends AppTokenOptions {
  readonly clientSecret: string;
}

/** Tokens for an app that proves itself with a client secret. */
export function createClientSecretProvider(options: ClientSecretOptions): TokenProvider {
  return createAppTokenProvider(options, { clientSecret: options.clientSecret });
}
