import type { ErrorRow } from '../../lib/coded-error.ts';
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
  if (contentHash(found) === contentHash(wanted)) return 'unchanged';
  return isNewer(versionOf(found), versionOf(wanted)) ? 'newer' : 'updated';
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
