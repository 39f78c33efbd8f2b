import { readFileSync } from 'node:fs';
import { currentText, type TextSource } from '../lib/text-source.ts';
import { AuthError } from './auth-error.ts';
import { authErrors } from './errors.ts';

/**
 * A part of a credential as it is now.
 * @throws AuthError AUTH_CREDENTIAL_FILE_UNREADABLE; it may be about to be replaced, so it is tried again
 */
export function readCredentialText(source: TextSource): string {
  return reading(source.file ?? '', () => currentText(source));
}

/** The bytes of a file of a credential. @throws AuthError AUTH_CREDENTIAL_FILE_UNREADABLE */
export function readCredentialFile(path: string): Buffer {
  return reading(path, () => readFileSync(path));
}

function reading<T extends string | Buffer>(path: string, read: () => T): T {
  let content: T;
  try {
    content = read();
  } catch {
    throw new AuthError({ row: authErrors.credentialFileUnreadable, kind: 'retry', detail: path });
  }
  if (content.length > 0) return content;
  throw new AuthError({
    row: authErrors.credentialFileUnreadable,
    kind: 'retry',
    detail: `${path} is empty`,
  });
}
