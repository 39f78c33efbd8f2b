import type { TextSource } from '../lib/text-source.ts';
import { type AppTokenOptions, createAppTokenProvider } from './app-token.ts';
import { readCredentialText } from './credential-file.ts';
import { lastGood } from './last-good.ts';
import type { TokenProvider } from './token-provider.ts';

export interface ClientSecretOptions extends AppTokenOptions {
  readonly clientSecret: TextSource;
}

/** Tokens for an app that proves itself with a client secret. */
export function createClientSecretProvider(options: ClientSecretOptions): TokenProvider {
  const read = lastGood(() => ({ clientSecret: readCredentialText(options.clientSecret) }));
  return createAppTokenProvider(options, read);
}
