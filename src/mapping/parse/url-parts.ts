import type { UrlFields } from '../ecs-document.ts';

const ABSOLUTE = /^([a-z][a-z0-9+.-]{0,20}):\/\/([^/?#]*)([^?]*)(?:\?(.*))?$/is;
/** Longer addresses are kept whole only: taking them apart would store them twice. */
const MAX_LENGTH = 8_191;

/**
 * Parts of an absolute address; undefined when it is none. The path is decoded, as people write file names.
 *
 * `isRaw`: the address is written without escapes, as the audit log writes those of SharePoint files: a `#` is part of a name.
 */
export function urlParts(original: string, isRaw: boolean): Omit<UrlFields, 'original'> | undefined {
  const match = original.length > MAX_LENGTH ? null : ABSOLUTE.exec(original);
  const [, scheme = '', authority = '', rest = '', query = ''] = match ?? [];
  const domain = hostOf(authority);
  if (domain === '') return undefined;
  const fragment = isRaw ? -1 : rest.indexOf('#');
  const path = decoded(fragment === -1 ? rest : rest.slice(0, fragment));
  const extension = extensionOf(path);
  return {
    scheme: scheme.toLowerCase(),
    domain,
    ...(path === '' ? {} : { path }),
    ...(query === '' ? {} : { query: query.split('#', 1)[0] ?? query }),
    ...(extension === undefined ? {} : { extension }),
  };
}

/** The last name of a path with slashes of either direction; undefined for none. */
export function fileNameOf(path: string): string | undefined {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return name === '' ? undefined : name;
}

/** What is behind the last dot of a file name; undefined when nothing is there, or nothing before it. */
export function extensionOf(path: string): string | undefined {
  const name = fileNameOf(path) ?? '';
  const dot = name.lastIndexOf('.');
  return dot <= 0 || dot === name.length - 1 || name.length - dot > 32 ? undefined : name.slice(dot + 1);
}

function hostOf(authority: string): string {
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return (host.includes(':') ? host.replace(/:\d{1,5}$/, '') : host).toLowerCase();
}

function decoded(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
