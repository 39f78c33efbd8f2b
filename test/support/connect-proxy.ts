import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, createSecureContext, TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import { onTestFinished } from 'vitest';

export interface ProxyOptions {
  /** Basic authentication that is asked for; absent: none. */
  readonly credentials?: { readonly username: string; readonly password: string };
  /** Opens each TLS connection and shows a certificate of its own authority instead. */
  readonly intercept?: boolean;
}

/** What the proxy saw of one CONNECT. */
export interface SeenTunnel {
  /** Host and port. */
  readonly target: string;
  readonly opened: boolean;
}

export interface TestProxy {
  readonly url: string;
  readonly host: string;
  readonly tunnels: readonly SeenTunnel[];
  /** Everything that went through in the clear: tells whether a tunnel was one, or was opened on the way. */
  readonly readable: () => string;
  /** Certificate of the authority of an intercepting proxy, PEM. */
  readonly caPem: string;
}

const caName = 'Example Corp TLS Inspection';

/** A real CONNECT proxy on loopback, until the running test ends. */
export async function startProxy({ credentials, intercept = false }: ProxyOptions = {}): Promise<TestProxy> {
  const tunnels: SeenTunnel[] = [];
  const sockets = new Set<Duplex>();
  let readable = '';
  const authority = intercept ? await interceptor() : null;
  const expected = credentials && basic(credentials);
  const keep = (socket: Duplex) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
  };
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on('connect', async (request: IncomingMessage, client: Socket) => {
    keep(client);
    const target = request.url ?? '';
    const opened = expected === undefined || request.headers['proxy-authorization'] === expected;
    tunnels.push({ target, opened });
    if (!opened) {
      client.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="test"\r\n\r\n',
      );
      return;
    }
    const { hostname, port } = new URL(`http://${target}`);
    const host = hostname.replace(/^\[|\]$/g, '');
    const far =
      authority === null
        ? connect(Number(port), host)
        : connectTls({ host, port: Number(port), rejectUnauthorized: false });
    keep(far);
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    const near =
      authority === null
        ? client
        : new TLSSocket(client, { isServer: true, secureContext: createSecureContext(authority.pair) });
    keep(near);
    near.on('data', (chunk: Buffer) => {
      readable += chunk.toString('latin1');
    });
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.pipe(far);
    far.pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const host = `127.0.0.1:${address.port}`;
  return { url: `http://${host}`, host, tunnels, readable: () => readable, caPem: authority?.caPem ?? '' };
}

function basic({ username, password }: { readonly username: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

async function interceptor() {
  const ca = await generate([{ name: 'commonName', value: caName }], {
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: 'commonName', value: 'localhost' }], {
    algorithm: 'sha256',
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { caPem: ca.cert, pair: { cert: `${leaf.cert}\n${ca.cert}`, key: leaf.private } };
}
