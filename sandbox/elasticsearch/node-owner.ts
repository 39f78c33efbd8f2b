import { chmod, chown, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Who runs the node and owns its folders. */
export interface NodeOwner {
  readonly uid: number;
  readonly gid: number;
}

/** nobody and nogroup, by number because their names differ between systems. */
const NOBODY = 65_534;

/** Elasticsearch refuses to run as root, so that root starts it as nobody; undefined where no change is needed. */
export function nodeOwner(): NodeOwner | undefined {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : undefined;
}

/** Gives a folder with everything in it to the owner. */
export async function giveTo(owner: NodeOwner | undefined, folder: string): Promise<void> {
  if (owner === undefined) return;
  await chmod(folder, 0o700);
  const entries = await readdir(folder, { recursive: true });
  for (const path of [folder, ...entries.map((entry) => join(folder, entry))]) {
    await chown(path, owner.uid, owner.gid);
  }
}
