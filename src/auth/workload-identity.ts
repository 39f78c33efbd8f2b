import type { TextSource } from '../lib/text-source.ts';
import { type AppTokenOptions, createAppTokenProvider } from './app-token.ts';
import { readCredentialText } from './credential-file.ts';
import type { TokenProvider } from './token-provider.ts';

export interface WorkloadIdentityOptions extends AppTokenOptions {
  /** The token of the outside issuer. */
  readonly federatedToken: TextSource;
}

/**
 * Tokens for an app that trusts an outside issuer, such as a Kubernetes cluster: its token is the assertion (Entra
 * documentation, workload identity federation). The issuer replaces the file long before the token in it ends, so it is
 * read for each request.
 */
export function createWorkloadIdentityProvider(options: WorkloadIdentityOptions): TokenProvider {
  return createAppTokenProvider(options, () => ({
    clientAssertion: readCredentialText(options.federatedToken).trim(),
  }));
}
