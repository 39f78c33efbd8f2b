import type { ErrorRow } from '../../lib/coded-error.ts';
import { isJsonObject } from '../../lib/json-object.ts';
import { elasticsearchErrors } from './errors.ts';
import { contentHash } from './plan-templates.ts';
import { type JsonObject, objectAt } from './template-files.ts';

/**
 * What setup does about a template or pipeline. replaced: one of this name was there that the project did not install.
 * newer: a newer version of the project installed it, and it is left as it is.
 */
export type InstallAction = 'created' | 'updated' | 'replaced' | 'unchanged' | 'newer';

/** @param found what the cluster has under the name of `wanted` */
export function planInstall(found: JsonObject | undefined, wanted: JsonObject): InstallAction {
  if (found === undefined) return 'created';
  if (contentHash(found) === undefined) return 'replaced';
  if (contentHash(found) === contentHash(wanted)) {
    const { _meta, ...content } = wanted;
    return holds(found, content) ? 'unchanged' : 'updated';
  }
  return isNewer(versionOf(found), versionOf(wanted)) ? 'newer' : 'updated';
}

/**
 * Whether the cluster still has all of it, in its own way of writing: settings by level instead of with dots, and as text. Whoever
 * changes a template in place, as in Kibana, leaves its hash as it was. What was added is not looked at.
 */
function holds(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(found) &&
      found.length === wanted.length &&
      wanted.every((one, at) => holds(found[at], one))
    );
  }
  if (!isJsonObject(wanted)) return String(found) === String(wanted);
  return Object.entries(wanted).every(([name, value]) => holds(memberOf(found, name), value));
}

function memberOf(found: unknown, name: string): unknown {
  if (!isJsonObject(found)) return undefined;
  if (Object.hasOwn(found, name)) return found[name];
  const [first = '', ...rest] = name.split('.');
  return rest.length === 0 ? undefined : memberOf(found[first], rest.join('.'));
}

/** What an operator should know about it; undefined for what is as expected. */
export function concernAbout(action: InstallAction): ErrorRow | undefined {
  if (action === 'newer') return elasticsearchErrors.templateNewer;
  return action === 'replaced' ? elasticsearchErrors.templateReplaced : undefined;
}

/** Major, minor and patch; nothing where it is no version. A pre-release counts as its release. */
function versionOf(body: JsonObject): readonly number[] {
  const [, ...parts] = /^(\d+)\.(\d+)\.(\d+)/.exec(String(objectAt(body, '_meta').version)) ?? [];
  return parts.map(Number);
}

function isNewer(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((part, index) => part !== other[index]);
  return (one[at] ?? 0) > (other[at] ?? Number.POSITIVE_INFINITY);
}
