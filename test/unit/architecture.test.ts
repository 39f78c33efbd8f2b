import { glob, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../scripts/generators/repository-root.ts';

/** The way of the data, top to bottom: a file imports only from its own folder or from one further down. */
const LAYERS = [
  'main.ts',
  'cli',
  'daemon',
  'ingest',
  'source',
  'auth',
  'mapping',
  'output',
  'checkpoint',
  'telemetry',
  'config',
  'model',
  'lib',
];

/** Data rather than code: one row a line, as long as there are rows. */
const DATA_TABLES: readonly string[] = ['src/mapping/record-types.ts'];

interface SourceFile {
  /** Path from the root of the repository. */
  readonly path: string;
  readonly text: string;
}

const src = await readSources('src');
const sandbox = await readSources('sandbox');
const packageJson: unknown = JSON.parse(await readFile(join(repositoryRoot, 'package.json'), 'utf8'));

async function readSources(folder: string): Promise<readonly SourceFile[]> {
  const files: SourceFile[] = [];
  for await (const path of glob(`${folder}/**/*.ts`, { cwd: repositoryRoot })) {
    files.push({ path, text: await readFile(join(repositoryRoot, path), 'utf8') });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What a file imports or re-exports, types and dynamic imports included. */
function importsOf(text: string): readonly string[] {
  const code = withoutComments(text);
  const statement = /^\s*(?:import|export)\b(?:[\w$\s{},*]*\bfrom)?\s*['"]([^'"]+)['"]/gm;
  const dynamic = /\bimport\(\s*['"]([^'"]+)['"]/g;
  return [...code.matchAll(statement), ...code.matchAll(dynamic)].flatMap((match) => match[1] ?? []);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

/** The code alone: words in comments and strings are no keywords. */
function codeOf(text: string): string {
  return withoutComments(text).replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, "''");
}

/** Imports of a file that leave src/ or go up, as `file -> import`. */
function upwardImports({ path, text }: SourceFile): readonly string[] {
  const from = layerOf(path);
  return importsOf(text)
    .filter((name) => name.startsWith('.'))
    .map((name) => posix.join(posix.dirname(path), name))
    .filter((target) => !target.startsWith('src/') || layerOf(target) < from || layerOf(target) === -1)
    .map((target) => `${path} -> ${target}`);
}

function layerOf(path: string): number {
  return LAYERS.indexOf(path.split('/')[1] ?? '');
}

/** Packages that a file imports, without the part behind the name. */
function packagesOf({ text }: SourceFile): readonly string[] {
  return importsOf(text)
    .filter((name) => !name.startsWith('.') && !isBuiltin(name))
    .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
}

function section(name: string): Readonly<Record<string, unknown>> {
  const value = Object.entries(packageJson ?? {}).find(([key]) => key === name)?.[1];
  return Object.fromEntries(Object.entries(value ?? {}));
}

const lineCount = (text: string) => text.trimEnd().split('\n').length;

/** Paths of the files whose code matches. */
const filesWith = (pattern: RegExp) =>
  src.filter(({ text }) => pattern.test(codeOf(text))).map(({ path }) => path);

describe('the house', () => {
  it('has files to look at', () => {
    expect(src.length).toBeGreaterThan(50);
  });

  it('has only the folders that the way of the data knows', () => {
    expect(src.filter(({ path }) => layerOf(path) === -1).map(({ path }) => path)).toEqual([]);
  });

  it('lets no import go up or out of src', () => {
    expect(src.flatMap(upwardImports)).toEqual([]);
  });

  it('lets the sandbox see only lib and model of src', () => {
    const seen = sandbox.flatMap(({ path, text }) =>
      importsOf(text)
        .filter((name) => name.startsWith('.'))
        .map((name) => posix.join(posix.dirname(path), name))
        .filter((target) => !/^(sandbox|src\/(lib|model))\//.test(target))
        .map((target) => `${path} -> ${target}`),
    );
    expect(seen).toEqual([]);
  });

  it('uses at run time only what package.json declares for run time', () => {
    const declared = Object.keys(section('dependencies'));
    const used = new Set(src.flatMap(packagesOf));
    expect([...used].filter((name) => !declared.includes(name))).toEqual([]);
  });
});

describe('files', () => {
  it('are no barrels and have no names that name nothing', () => {
    const vague =
      /(\/|-)(utils?|helpers?|managers?|services?|processors?)(\.ts$|\/)|\/(index|common|misc)(\.ts$|\/)/;
    expect(src.map(({ path }) => path).filter((path) => vague.test(path))).toEqual([]);
  });

  it('are named in kebab case', () => {
    expect(src.map(({ path }) => path).filter((path) => !/^[a-z0-9/-]+\.ts$/.test(path))).toEqual([]);
  });

  it('have at most 300 lines, unless they are tables', () => {
    const long = src.filter(({ path, text }) => lineCount(text) > 300 && !DATA_TABLES.includes(path));
    expect(long.map(({ path, text }) => `${path}: ${lineCount(text)}`)).toEqual([]);
  });

  it('have fewer than 80 lines in lib', () => {
    const long = src.filter(({ path, text }) => path.startsWith('src/lib/') && lineCount(text) >= 80);
    expect(long.map(({ path, text }) => `${path}: ${lineCount(text)}`)).toEqual([]);
  });

  it('have fewer than 120 lines in the median', () => {
    const counts = src.map(({ text }) => lineCount(text)).toSorted((a, b) => a - b);
    expect(counts[Math.floor(counts.length / 2)]).toBeLessThan(120);
  });

  it.each([
    ['export default', /\bexport\s+default\b/],
    ['export *', /\bexport\s+\*/],
    ['enum', /\benum\s+\w/],
    ['any', /(?<![.\w])any\b(?!\s*[:(])/],
    ['console', /\bconsole\./],
    ['ts-ignore', /@ts-(ignore|nocheck|expect-error)/],
  ])('have no %s', (_, pattern) => {
    expect(filesWith(pattern)).toEqual([]);
  });

  it('have no suppressed rules', () => {
    const suppressed = /@ts-(ignore|nocheck|expect-error)|biome-ignore/;
    expect(src.filter(({ text }) => suppressed.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it('leave exiting to main.ts', () => {
    expect(filesWith(/\bprocess\.exit\(/).filter((path) => path !== 'src/main.ts')).toEqual([]);
  });
});

describe('packages', () => {
  it('ua-parser-js stays at 1.x: 2.x is under the AGPL', () => {
    expect(section('dependencies')['ua-parser-js']).toMatch(/^1\.\d+\.\d+$/);
  });

  it('every version is exact', () => {
    const versions = Object.entries({ ...section('dependencies'), ...section('devDependencies') });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)))).toEqual([]);
  });

  it('the lockfile names no registry', async () => {
    const lockfile = await readFile(join(repositoryRoot, 'package-lock.json'), 'utf8');
    expect(lockfile).not.toContain('"resolved"');
  });
});

describe('the rules themselves', () => {
  it.each([
    ['src/lib/a.ts', "import { b } from '../model/b.ts';", 'src/lib/a.ts -> src/model/b.ts'],
    [
      'src/config/a.ts',
      "import type {\n  B,\n  C,\n} from '../cli/b.ts';",
      'src/config/a.ts -> src/cli/b.ts',
    ],
    ['src/auth/a.ts', "export { b } from '../source/b.ts';", 'src/auth/a.ts -> src/source/b.ts'],
    ['src/auth/a.ts', "import '../daemon/b.ts';", 'src/auth/a.ts -> src/daemon/b.ts'],
    ['src/auth/a.ts', "const b = await import('../daemon/b.ts');", 'src/auth/a.ts -> src/daemon/b.ts'],
    ['src/cli/demo/a.ts', "import { b } from '../../../sandbox/b.ts';", 'src/cli/demo/a.ts -> sandbox/b.ts'],
    ['src/cli/a.ts', "import { run } from '../main.ts';", 'src/cli/a.ts -> src/main.ts'],
  ])('notice in %s: %s', (path, text, arrow) => {
    expect(upwardImports({ path, text })).toEqual([arrow]);
  });

  it.each([
    ['src/cli/a.ts', "import { b } from '../lib/b.ts';"],
    ['src/source/graph/a.ts', "import { b } from '../source-error.ts';"],
    ['src/lib/a.ts', "// import { b } from '../cli/b.ts';"],
    ['src/lib/a.ts', "export const b: '../cli/b.ts' = c;"],
    ['src/lib/a.ts', "import { join } from 'node:path';\nexport const b = '../cli/b.ts';"],
  ])('let pass in %s: %s', (path, text) => {
    expect(upwardImports({ path, text })).toEqual([]);
  });
});
