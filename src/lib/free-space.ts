import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** Bytes that are free for this user where `path` is, or will be. */
export function freeSpace(path: string): number {
  if (!existsSync(path) && dirname(path) !== path) return freeSpace(dirname(path));
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}
