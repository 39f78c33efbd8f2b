import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Starts main.ts, and keeps what is compiled from one start to the next in the package's own node_modules. Node strips the
// types of each file at each start otherwise, for half a second of CPU and 20 MB; and it is no TypeScript itself, since for a
// single file to be stripped before the cache is on, the stripper is loaded: 90 ms and 16 MB. Where the folder cannot be
// written, nothing is kept and nothing fails. From dist/ there is little to win, and main.js is started as it is.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/m365-audit', import.meta.url)));
await import('./main.ts');
