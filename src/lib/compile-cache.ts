import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Keeps what is compiled from one start to the next, in the package's own node_modules. Run from source, Node strips the
 * types of each file at each start otherwise, for half a second of CPU and 20 MB. Where the folder cannot be written,
 * nothing is kept and nothing fails. Run from dist/ there is little to win: it is left as it is.
 */
export function keepCompiled(): void {
  if (!import.meta.filename.endsWith('.ts')) return;
  enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/m365-audit', import.meta.url)));
}
