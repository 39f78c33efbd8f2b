import type { EcsDocument } from '../ecs-document.ts';
import { urlParts } from '../parse/url-parts.ts';

/** A percent sign alone can be part of a file's name. */
const ESCAPE = /%[0-9a-f]{2}/i;

/**
 * Takes url.original apart. Runs after related.*: the host of a tenant's files is the same for all of them, and would relate
 * everything to everything.
 */
export function splitUrl(document: EcsDocument): void {
  const { url, file } = document;
  if (typeof url?.original !== 'string') return;
  const parts = urlParts(url.original, file !== undefined && !ESCAPE.test(url.original));
  if (parts !== undefined) document.url = { ...parts, ...url };
}
