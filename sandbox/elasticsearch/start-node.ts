import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { abortableSleep } from '../../src/lib/abortable-sleep.ts';
import { basicAuthorization } from './describe-node.ts';
import { getJson } from './get-json.ts';
import { type GuardedProcess, startGuarded } from './guarded-process.ts';
import { giveTo, type NodeOwner, nodeOwner } from './node-owner.ts';
import { SANDBOX_PASSWORD, SANDBOX_USER } from './obtained-node.ts';
import { runCommand } from './run-command.ts';

export interface NodeOptions {
  /** Folder of the unpacked distribution. */
  readonly home: string;
  /** Home folder of a Java. */
  readonly java: string;
  readonly security?: boolean;
  readonly port?: number;
  readonly settings?: Readonly<Record<string, string>>;
  /** More files in the config folder, by name. */
  readonly configFiles?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export type StartedNode =
  | {
      readonly kind: 'started';
      readonly url: string;
      readonly credentials: { readonly username?: string; readonly password?: string };
      stop(): Promise<void>;
      /** Kills the node, and starts it again at the same address on the same data. */
      restart(): Promise<void>;
    }
  | { readonly kind: 'failed'; readonly why: string };

const START_TIMEOUT_MS = 120_000;
const STOP_GRACE_MS = 20_000;

/** Everything of one start: config, data, logs and temporary files; removed when the node has stopped. */
interface NodeFolder {
  readonly path: string;
  readonly owner: NodeOwner | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** Starts a node with empty data and waits until it answers. Nothing of it outlives this process. */
export async function startNode(options: NodeOptions): Promise<StartedNode> {
  const { security = false, signal } = options;
  const folder = await prepareFolder(options);
  const remove = () => rm(folder.path, { recursive: true, force: true });
  const refused = security ? await setPassword(folder, options) : undefined;
  if (refused !== undefined) {
    await remove();
    return { kind: 'failed', why: refused };
  }
  let node = await launch(folder, options);
  const stop = async (): Promise<void> => {
    await node.stop();
    await remove();
  };
  const credentials = security ? { username: SANDBOX_USER, password: SANDBOX_PASSWORD } : {};
  const url = await whenReady(folder, node, security, signal).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const restart = async (): Promise<void> => {
    await node.kill();
    node = await launch(folder, { ...options, port: Number(new URL(url ?? '').port) });
    const again = await whenReady(folder, node, security, signal);
    if (again !== url) throw new Error(`the node did not start again: ${await endOfLog(folder)}`);
  };
  if (url !== undefined) return { kind: 'started', url, credentials, stop, restart };
  const why = `the node did not start: ${await endOfLog(folder)}`;
  await stop();
  return { kind: 'failed', why };
}

async function launch(folder: NodeFolder, options: NodeOptions): Promise<GuardedProcess> {
  return await startGuarded({
    program: ['/bin/bash', join(options.home, 'bin/elasticsearch'), ...settingArguments(folder, options)],
    env: folder.env,
    folder: folder.path,
    logFile: join(folder.path, 'output.log'),
    owner: folder.owner,
    graceMs: STOP_GRACE_MS,
  });
}

async function prepareFolder({ home, java, configFiles = {} }: NodeOptions): Promise<NodeFolder> {
  const path = await mkdtemp(join(tmpdir(), 'm365-audit-elasticsearch-'));
  await cp(join(home, 'config'), join(path, 'config'), { recursive: true });
  for (const name of ['data', 'logs', 'tmp']) await mkdir(join(path, name));
  for (const [name, text] of Object.entries(configFiles)) await writeFile(join(path, 'config', name), text);
  await withoutCollectorLog(join(path, 'config/jvm.options'));
  const owner = nodeOwner();
  await giveTo(owner, path);
  const env = {
    PATH: process.env.PATH,
    HOME: path,
    ES_JAVA_HOME: java,
    ES_JAVA_OPTS: '-Xms512m -Xmx512m',
    ES_PATH_CONF: join(path, 'config'),
    ES_TMPDIR: join(path, 'tmp'),
  };
  return { path, owner, env };
}

/** The log of the garbage collector would go into the distribution's folder, which is not the node's to write. */
async function withoutCollectorLog(file: string): Promise<void> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  await writeFile(file, lines.filter((line) => !line.includes('-Xlog:gc')).join('\n'));
}

function settingArguments(folder: NodeFolder, options: NodeOptions): string[] {
  const { security = false, port = 0, settings = {} } = options;
  const all = {
    'path.data': join(folder.path, 'data'),
    'path.logs': join(folder.path, 'logs'),
    'network.host': '127.0.0.1',
    'http.port': String(port),
    'transport.port': '0',
    // The node writes the port that it got into logs/http.ports.
    'node.portsfile': 'true',
    'discovery.type': 'single-node',
    'xpack.security.enabled': String(security),
    'cluster.routing.allocation.disk.threshold_enabled': 'false',
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-E', `${name}=${value}`]);
}

async function setPassword(folder: NodeFolder, { home, signal }: NodeOptions): Promise<string | undefined> {
  const args = [join(home, 'bin/elasticsearch-keystore'), 'add', '-f', '-x', 'bootstrap.password'];
  const result = await runCommand('/bin/bash', args, {
    cwd: folder.path,
    env: folder.env,
    ...folder.owner,
    input: SANDBOX_PASSWORD,
    timeoutMs: START_TIMEOUT_MS,
    signal,
  });
  return result.kind === 'failed' ? `cannot set the password: ${result.why}` : undefined;
}

/** The URL, as soon as the node answers; undefined when it ended or took too long. */
async function whenReady(
  folder: NodeFolder,
  node: GuardedProcess,
  security: boolean,
  signal: AbortSignal,
): Promise<string | undefined> {
  let ended = false;
  void node.ended.then(() => {
    ended = true;
  });
  const deadlineMs = Date.now() + START_TIMEOUT_MS;
  while (!ended && Date.now() < deadlineMs) {
    const url = await urlOf(folder);
    if (url !== undefined && (await answers(url, security, signal))) return url;
    await abortableSleep(200, signal);
  }
  return undefined;
}

async function urlOf(folder: NodeFolder): Promise<string | undefined> {
  const ports = await readFile(join(folder.path, 'logs/http.ports'), 'utf8').catch(() => '');
  const address = ports.split('\n').find((line) => line.startsWith('127.0.0.1:'));
  return address === undefined ? undefined : `http://${address}`;
}

async function answers(url: string, security: boolean, signal: AbortSignal): Promise<boolean> {
  const authorization = security ? basicAuthorization(SANDBOX_USER, SANDBOX_PASSWORD) : undefined;
  const health = new URL('/_cluster/health', url);
  const answer = await getJson(health, { authorization, timeoutMs: 5_000, signal }).catch(() => undefined);
  return answer?.status === 200;
}

async function endOfLog(folder: NodeFolder): Promise<string> {
  const log = await readFile(join(folder.path, 'output.log'), 'utf8').catch(() => '');
  return log.trim().split('\n').slice(-8).join('\n');
}
