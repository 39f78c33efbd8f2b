import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../lib/make-folder.ts';
import { AuthError } from './auth-error.ts';
import { authErrors } from './errors.ts';

/** Keeps what a person's sign-in left behind: MSAL's cache, with the refresh token in it. */
export interface SignInStore {
  /** Null where nobody has signed in. @throws AuthError AUTH_STORE_UNUSABLE */
  read(): string | null;
  /** @throws AuthError AUTH_STORE_UNUSABLE */
  write(cache: string): void;
  /** Whether there was anything. @throws AuthError AUTH_STORE_UNUSABLE */
  forget(): boolean;
}

/** Where the sign-in of a tenant's app is kept: beside the ledger, which the daemon can write anyway. */
export function signInPath(checkpointPath: string, tenantId: string, clientId: string): string {
  return join(dirname(checkpointPath), `sign-in-${tenantId}-${clientId}.json`);
}

/** The names of such files, and of those that take their place when they are replaced. */
export const signInFileName = /^sign-in-.+\.json/;

/** A store in one file that only its owner can read. It is replaced whole, so that a crash leaves the old or the new. */
export function createSignInStore(path: string): SignInStore {
  return {
    read: () => orRefuse(path, () => readIfThere(path)),
    write: (cache) => orRefuse(path, () => replace(path, cache)),
    forget: () =>
      orRefuse(path, () => {
        const wasThere = readIfThere(path) !== null;
        rmSync(path, { force: true });
        return wasThere;
      }),
  };
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function replace(path: string, cache: string): void {
  makeFolder(dirname(path));
  const fresh = `${path}.${randomUUID()}`;
  try {
    writeFileSync(fresh, cache, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

function orRefuse<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new AuthError({ row: authErrors.storeUnusable, kind: 'retry', detail: `${path}${code}` });
  }
}
