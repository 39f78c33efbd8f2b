import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
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

/** Shorter texts stand for too much else to be searched for. */
const shortest = 4;

/**
 * Every secret that a configuration holds or points to, in the forms in which it could turn up elsewhere: as it is,
 * percent-encoded, and in Base64 as Basic authentication has it.
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
    .filter(([name]) => /^(https?|all)_proxy$/i.test(name))
    .map(([, value]) => value ?? '');
  const secrets = [...inFiles, ...fromEnvironment].flatMap(forms);
  // The longest first: a part that is a secret itself would otherwise split the whole.
  return [...new Set(secrets)]
    .filter((one) => one.length >= shortest)
    .toSorted((a, b) => b.length - a.length);
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

function forms(secret: string): readonly string[] {
  const userinfo = /^[a-z]+:\/\/([^/@]*)@/i.exec(secret)?.[1] ?? '';
  const password = userinfo.split(':').slice(1).join(':');
  const lines = secret.includes('\n') ? secret.split('\n').filter((line) => !line.startsWith('-----')) : [];
  return [secret, userinfo, password, ...lines].flatMap((text) => [
    text,
    encodeURIComponent(text),
    decoded(text),
    Buffer.from(text).toString('base64'),
    JSON.stringify(text).slice(1, -1),
  ]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
