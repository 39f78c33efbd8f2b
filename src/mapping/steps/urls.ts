import type { EcsDocument } from '../ecs-document.ts';
import { urlParts } from '../parse/url-parts.ts';

/**
 * Takes url.original apart. Runs after related.*: the host of a tenant's files is the same for all of them, and would relate
 * everything to everything.
 */
export function splitUrl(document: EcsDocument): void {
  const { url, file } = document;
  if (typeof url?.original !== 'string') return;
  const parts = urlParts(url.original, file !== undefined && !url.original.includes('%'));
  if (parts !== undefined) document.url = { ...parts, ...url };
}
