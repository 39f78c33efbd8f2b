import { connect, type NetConnectOpts } from 'node:net';
import { join } from 'node:path';

/** Where a Docker engine may listen; an address in DOCKER_HOST is the only one then. */
export function engineAddresses(environment: NodeJS.ProcessEnv): readonly string[] {
  const { DOCKER_HOST: host, XDG_RUNTIME_DIR: runtime, HOME: home } = environment;
  if (host !== undefined && host !== '') return [host];
  return [
    'unix:///var/run/docker.sock',
    ...(runtime === undefined ? [] : [`unix://${join(runtime, 'docker.sock')}`]),
    ...(home === undefined ? [] : [`unix://${join(home, '.docker/run/docker.sock')}`]),
  ];
}

/** Whether something listens at one of the addresses: cheap, so that a machine without an engine loses no time. */
export async function engineListens(addresses: readonly string[], timeoutMs: number): Promise<boolean> {
  const attempts = await Promise.all(addresses.map((address) => accepts(address, timeoutMs)));
  return attempts.includes(true);
}

function accepts(address: string, timeoutMs: number): Promise<boolean> {
  const target = targetOf(address);
  // Whatever this is (ssh://, npipe://), it is the container library's to try.
  if (target === undefined) return Promise.resolve(true);
  return new Promise((resolve) => {
    const socket = connect({ ...target, timeout: timeoutMs });
    const end = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}

function targetOf(address: string): NetConnectOpts | undefined {
  const url = URL.parse(address);
  if (url?.protocol === 'unix:') return { path: url.pathname };
  if (url?.protocol !== 'tcp:' && url?.protocol !== 'http:') return undefined;
  return { host: url.hostname, port: Number(url.port === '' ? 2375 : url.port) };
}
