import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import type { FederatedCredential } from '../entra/federated-assertion.ts';
import type { ManagedIdentity } from '../entra/managed-identity.ts';

/** Collects `--managed-identity CLIENT_ID,OBJECT_ID,RESOURCE_ID`. */
export function collectIdentities(
  text: string,
  before: readonly ManagedIdentity[] | undefined,
): readonly ManagedIdentity[] {
  const [clientId, objectId, resourceId] = text.split(',');
  if (clientId === undefined || objectId === undefined || resourceId === undefined) {
    throw new InvalidArgumentError('It must be three ids with commas between them.');
  }
  return [...(before ?? []), { clientId, objectId, resourceId }];
}

/** Collects `--federated-credential ISSUER,SUBJECT,FILE`. */
export function collectFederated(
  text: string,
  before: readonly FederatedCredential[] | undefined,
): readonly FederatedCredential[] {
  const [issuer, subject, file] = text.split(',');
  if (issuer === undefined || subject === undefined || file === undefined) {
    throw new InvalidArgumentError('It must be issuer, subject and file with commas between them.');
  }
  try {
    return [...(before ?? []), { issuer, subject, publicKey: readFileSync(file, 'utf8') }];
  } catch {
    throw new InvalidArgumentError(`The file ${file} cannot be read.`);
  }
}
