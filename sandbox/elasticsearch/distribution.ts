import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';

export type Distribution =
  | { readonly kind: 'ready'; readonly home: string }
  | { readonly kind: 'missing'; readonly why: string };

export interface DistributionOptions {
  readonly version: string;
  /** Folder that keeps distributions from one run to the next. */
  readonly cache: string;
  /** Home folder of a Java, whose `jar` unpacks where there is no `unzip`. */
  readonly java: string;
  readonly signal: AbortSignal;
  readonly progress?: ((text: string) => void) | undefined;
}

const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;
const UNPACK_TIMEOUT_MS = 2 * 60_000;

/**
 * The reduced Elasticsearch that Elastic publishes to Maven Central for integration tests, downloaded at the first use.
 * Everything happens in a folder of this call's own, and only the finished distribution gets its name: two processes may do it at
 * once, and one that is killed leaves nothing that looks finished.
 */
export async function obtainDistribution(options: DistributionOptions): Promise<Distribution> {
  const { version, cache, signal } = options;
  const folder = join(cache, 'elasticsearch');
  const home = join(folder, `elasticsearch-${version}`);
  if (await exists(home)) return { kind: 'ready', home };
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, 'download-'));
  try {
    const failure = (await download(work, options)) ?? (await unpack(work, options));
    if (failure !== undefined) return { kind: 'missing', why: failure };
    await moveInto(join(work, `elasticsearch-${version}`), home);
    return { kind: 'ready', home };
  } finally {
    signal.throwIfAborted();
    await rm(work, { recursive: true, force: true });
  }
}

async function download(work: string, options: DistributionOptions): Promise<string | undefined> {
  const { version, signal, progress } = options;
  progress?.(`downloading Elasticsearch ${version} (95 MB) from Maven Central, once`);
  const artifact = `org.elasticsearch.distribution.integ-test-zip:elasticsearch:${version}:zip`;
  const args = ['-B', '-q', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${work}`];
  const result = await runCommand('mvn', args, { cwd: work, timeoutMs: DOWNLOAD_TIMEOUT_MS, signal });
  return result.kind === 'failed' ? `the download failed: ${result.why}` : undefined;
}

async function unpack(work: string, { java, signal }: DistributionOptions): Promise<string | undefined> {
  const zip = (await readdir(work)).find((name) => name.endsWith('.zip'));
  if (zip === undefined) return 'the download brought no zip file';
  const where = { cwd: work, timeoutMs: UNPACK_TIMEOUT_MS, signal };
  const unzip = await runCommand('unzip', ['-q', zip], where);
  if (unzip.kind === 'done') return undefined;
  const jar = await runCommand(join(java, 'bin/jar'), ['xf', zip], where);
  return jar.kind === 'done' ? undefined : `cannot unpack ${zip}: ${unzip.why}; ${jar.why}`;
}

/** Another process may have been faster; its distribution is as good. */
async function moveInto(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(await exists(to))) throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
