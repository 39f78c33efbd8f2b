import { spawnSync } from 'node:child_process';

/**
 * Lets no file of a process grow or change any more, as a full disk does: each write of it fails (EFBIG, where a full disk
 * says ENOSPC), whatever user it is and on whatever file system. Needs prlimit of util-linux, and no privileges.
 * @returns why it cannot be done here; null where it was
 */
export function fillDiskOf(pid: number): string | null {
  return limitFiles(pid, '0');
}

/** Takes it back. */
export function freeDiskOf(pid: number): string | null {
  return limitFiles(pid, 'unlimited');
}

function limitFiles(pid: number, soft: string): string | null {
  const { status, error, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${soft}:`], {
    encoding: 'utf8',
  });
  if (status === 0) return null;
  return `prlimit does not work here: ${error?.message ?? stderr.trim()}`;
}
