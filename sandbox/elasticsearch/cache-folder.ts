import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type NodeOwner, nodeOwner } from './node-owner.ts';

const PROJECT_FOLDER = fileURLToPath(new URL('../../', import.meta.url));
const SYSTEM_CACHE = '/var/cache/m365-audit';

/**
 * Where downloads are kept: $M365_AUDIT_CACHE, or .cache/ of the project. Where root starts the node as another user, who cannot
 * reach a project under a closed home folder, the system's cache is taken instead.
 */
export async function cacheFolder(environment: NodeJS.ProcessEnv): Promise<string> {
  const chosen = environment.M365_AUDIT_CACHE;
  if (chosen !== undefined && chosen !== '') return chosen;
  const owner = nodeOwner();
  return owner === undefined || (await reachable(PROJECT_FOLDER, owner))
    ? join(PROJECT_FOLDER, '.cache')
    : SYSTEM_CACHE;
}

async function reachable(folder: string, owner: NodeOwner): Promise<boolean> {
  const { mode, uid } = await stat(folder);
  const may = uid === owner.uid ? 0o100 : 0o001;
  if ((mode & may) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || (await reachable(parent, owner));
}
