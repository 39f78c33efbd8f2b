import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** One instruction of a Dockerfile, its continuation lines joined. */
interface Instruction {
  readonly name: string;
  readonly words: string;
}

/** Where each stage of the image was built, by its name; the last one is `final`. */
export type StageFolders = ReadonlyMap<string, string>;

/**
 * Replays FROM, WORKDIR, COPY and RUN of a Dockerfile in clean folders, one per stage, where no container engine is at
 * hand. RUN of the last stage is left out: it changes the system of the image.
 * @returns the folder of each stage's root
 */
export function replayStages(context: string, work: string): StageFolders {
  const roots = new Map<string, string>();
  let root = '';
  let workdir = '';
  for (const { name, words } of instructionsOf(join(context, 'Dockerfile'))) {
    if (name === 'FROM') {
      const stage = / AS (\S+)$/i.exec(words)?.[1] ?? 'final';
      root = join(work, stage);
      workdir = root;
      roots.set(stage, root);
    }
    if (name === 'WORKDIR') {
      workdir = join(root, words);
      mkdirSync(workdir, { recursive: true });
    }
    if (name === 'COPY') copy(words, context, workdir, roots);
    if (name === 'RUN' && !root.endsWith('final')) run(words, workdir);
  }
  return roots;
}

function instructionsOf(dockerfile: string): Instruction[] {
  const joined = readFileSync(dockerfile, 'utf8')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '');
  return joined
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', ...words] = line.trim().split(' ');
      return { name, words: words.join(' ') };
    });
}

function copy(words: string, context: string, workdir: string, roots: StageFolders): void {
  const from = /^--from=(\S+) /.exec(words)?.[1];
  const paths = words.replace(/^--from=\S+ /, '').split(' ');
  const target = join(workdir, paths.at(-1) ?? '.');
  const base = from === undefined ? context : (roots.get(from) ?? '');
  for (const path of paths.slice(0, -1)) {
    const source = join(base, path);
    const isFolder = statSync(source).isDirectory();
    const into = isFolder || !paths.at(-1)?.endsWith('.') ? target : join(target, path);
    const named = paths.at(-1)?.endsWith('/') ? join(target, path) : into;
    mkdirSync(dirname(named), { recursive: true });
    cpSync(source, named, { recursive: true, verbatimSymlinks: true });
  }
}

function run(command: string, cwd: string): void {
  // The test itself runs in `npm run`: its variables would tell npm of another project.
  const clean = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('npm_') && name !== 'NODE_ENV',
  );
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => existsSync(folder));
  const result = spawnSync('sh', ['-c', command], {
    cwd,
    env: { ...Object.fromEntries(clean), PATH: path.join(delimiter) },
    encoding: 'utf8',
  });
  if (result.status !== 0) throw new Error(`${command}\n${result.stdout}\n${result.stderr}`);
}
