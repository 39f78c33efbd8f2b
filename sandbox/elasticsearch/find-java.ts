import { readdir, realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { runCommand } from './run-command.ts';

/** Elasticsearch 9 runs on Java 21 and later. */
const OLDEST_JAVA = 21;

/** Folders in which systems keep several Java versions beside each other. */
const COLLECTIONS = ['/usr/lib/jvm', '/usr/java', '/opt/java', '/opt/homebrew/opt'];

/** The home folder of a Java that is new enough: JAVA_HOME, then PATH, then the usual places; undefined where there is none. */
export async function findJava(
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const home of new Set(await candidateHomes(environment))) {
    const version = await javaVersion(home, signal);
    if (version !== undefined && version >= OLDEST_JAVA) return home;
  }
  return undefined;
}

/** The feature version in what `java -version` prints: 17 of `openjdk version "17.0.15"`, 8 of `java version "1.8.0_292"`. */
export function parseJavaVersion(text: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(text);
  return match === null ? undefined : Number(match[1]);
}

async function javaVersion(home: string, signal: AbortSignal): Promise<number | undefined> {
  const java = join(home, 'bin/java');
  const result = await runCommand(java, ['-version'], { timeoutMs: 10_000, signal });
  return result.kind === 'done' ? parseJavaVersion(result.output) : undefined;
}

async function candidateHomes(environment: NodeJS.ProcessEnv): Promise<string[]> {
  const { ES_JAVA_HOME: ownHome, JAVA_HOME: home, PATH: path = '' } = environment;
  const named = [ownHome, home].filter((value) => value !== undefined && value !== '');
  const onPath = await Promise.all(path.split(delimiter).map(homeOfPathEntry));
  const collected = await Promise.all(COLLECTIONS.map(homesWithin));
  return [...named, ...onPath, ...collected.flat()].filter((value) => value !== undefined);
}

async function homeOfPathEntry(folder: string): Promise<string | undefined> {
  try {
    return dirname(dirname(await realpath(join(folder, 'java'))));
  } catch {
    return undefined;
  }
}

async function homesWithin(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder);
    return await Promise.all(entries.toSorted().map((entry) => realpath(join(folder, entry))));
  } catch {
    return [];
  }
}
