import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Generator } from './generator.ts';
import { repositoryRoot } from './repository-root.ts';

/** Writes each generated file that differs; returns their names. With `check`, writes nothing. */
export async function generateAll(
  generators: readonly Generator[],
  options: { readonly check: boolean },
): Promise<readonly string[]> {
  const differing: string[] = [];
  for (const generator of generators) {
    const path = join(repositoryRoot, generator.file);
    const content = await generator.generate();
    if ((await readIfThere(path)) === content) continue;
    differing.push(generator.file);
    if (!options.check) await writeFile(path, content);
  }
  return differing;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
