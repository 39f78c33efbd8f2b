import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A free port that stays free while whoever listens on it is away: systems hand out none below 32768 of their own accord
 * (Linux, `ip_local_port_range`; others begin higher).
 */
export async function lastingPort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (await isFree(port)) return port;
  }
  throw new Error('no port between 20000 and 30000 is free');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
