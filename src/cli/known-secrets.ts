import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { signInFileName } from '../auth/sign-in-store.ts';
import type { Config } from '../config/config.ts';
import { findSecrets } from '../config/find-secrets.ts';
import { isJsonObject } from '../lib/json-object.ts';
import { secretForms } from '../lib/secret-forms.ts';
import type { CliContext } from './context.ts';

/** Shorter texts stand for too much else to be searched for. */
const shortest = 4;

/**
 * Every secret that this installation holds, in each form in which it could turn up in a text: those of the configuration
 * and of the environment, PFX files, and what sign-ins left beside the ledger. The longest first: a part that is a secret
 * itself would otherwise split the whole.
 */
export function knownSecrets(
  file: string,
  config: Config,
  { env }: Pick<CliContext, 'env'>,
): readonly string[] {
  const texts = [...findSecrets(file, config.tenants_dir, env), ...signInSecrets(config)].flatMap(
    secretForms,
  );
  const binaries = config.tenants.flatMap(({ auth }) =>
    auth.method === 'certificate' && auth.pfx !== undefined ? binaryForms(auth.pfx) : [],
  );
  const secrets = new Set([...texts, ...binaries]);
  return [...secrets].filter((one) => one.length >= shortest).toSorted((a, b) => b.length - a.length);
}

/** Refresh tokens, and whatever else MSAL's cache calls a secret. */
function signInSecrets({ checkpoint }: Config): readonly string[] {
  const folder = dirname(checkpoint.path);
  const names = orNothing(() => readdirSync(folder)).filter((name) => signInFileName.test(name));
  return names.flatMap((name) =>
    orNothing(() => secretsOf(JSON.parse(readFileSync(join(folder, name), 'utf8')))),
  );
}

function secretsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(secretsOf);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, entry]) =>
    name === 'secret' && typeof entry === 'string' ? [entry] : secretsOf(entry),
  );
}

function binaryForms(path: string): readonly string[] {
  return orNothing(() => {
    const bytes = readFileSync(path);
    return [bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')];
  });
}

/** What cannot be read was not used either. */
function orNothing<T>(read: () => readonly T[]): readonly T[] {
  try {
    return read();
  } catch {
    return [];
  }
}
