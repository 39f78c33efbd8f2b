import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isSecretName } from '../lib/looks-secret.ts';
import { configSchema } from './config.ts';
import { tenantType } from './keys/tenant-set-keys.ts';
import type { Environment } from './read/interpolate.ts';
import { readSecretFiles } from './read/secret-files.ts';
import { substitute } from './read/substitute.ts';
import { withVariables } from './read/with-variables.ts';
import { readYamlTree } from './read/yaml-tree.ts';
import { tenantFilePaths } from './tenant-files.ts';
import { keysOf } from './types/navigate.ts';
import type { ValueType } from './types/value-type.ts';

/**
 * Every secret that a configuration holds or points to, and what the environment calls one.
 * @param tenantsDir absolute path of `tenants_dir`, if there is one: its files hold secrets as well
 */
export function findSecrets(
  fileName: string,
  tenantsDir: string | undefined,
  env: Environment,
): readonly string[] {
  const tenant = tenantType([]);
  const inFiles = [
    ...secretsIn(configSchema, fileName, env),
    ...tenantFilePaths(tenantsDir).flatMap((path) => secretsIn(tenant, path, env)),
  ];
  const fromEnvironment = Object.entries(env)
    .filter(([name]) => isProxyVariable(name) || isSecretVariable(name))
    .map(([, value]) => value ?? '');
  const found = new Set([...inFiles, ...fromEnvironment].flatMap(parts));
  return [...found].filter((text) => text !== '');
}

const namesPlace = /_(file|path|dir)$/i;

/** What Azure gives a machine to ask for its identity with, under a name that does not say so. */
const identityVariable = /^identity_header$/i;

function isSecretVariable(name: string): boolean {
  return identityVariable.test(name) || (isSecretName(name) && !namesPlace.test(name));
}

function isProxyVariable(name: string): boolean {
  return /^(https?|all)_proxy$/i.test(name);
}

function secretsIn(type: ValueType<unknown>, fileName: string, env: Environment): readonly string[] {
  const readFile = (path: string) => readFileSync(path, 'utf8');
  const text = readText(fileName);
  if (text === null) return [];
  const given = withVariables(type, substitute(type, readYamlTree(text).data, env), env);
  const { data } = readSecretFiles(type, given.data, { folder: dirname(resolve(fileName)), readFile });
  return hiddenTexts(type, data);
}

/** Null: what cannot be read, such as a file of a tenant that has just gone, was not used either. */
function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function hiddenTexts(type: ValueType<unknown>, value: unknown): readonly string[] {
  const { structure } = type;
  // Names and ids are hidden too, but what may come from a file of its own is a secret.
  if (structure.kind === 'scalar') return type.fromFile && typeof value === 'string' ? [value] : [];
  if (structure.kind === 'list') {
    const { item } = structure;
    return Array.isArray(value) ? value.flatMap((entry) => hiddenTexts(item, entry)) : [];
  }
  const keys = keysOf(type, value) ?? {};
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, entry]) => {
    const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
    return key === undefined ? [] : hiddenTexts(key.type, entry);
  });
}

/** A secret with the parts of it that are secrets of their own: the credentials of a URL, the lines of a key. */
function parts(secret: string): readonly string[] {
  const userinfo = /^[a-z]+:\/\/([^/@]*)@/i.exec(secret)?.[1] ?? '';
  const password = userinfo.split(':').slice(1).join(':');
  const lines = secret.includes('\n') ? secret.split('\n').filter((line) => !line.startsWith('-----')) : [];
  return [secret, userinfo, password, ...lines].flatMap((text) => [text, decoded(text)]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
