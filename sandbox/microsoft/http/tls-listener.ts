import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { CodedError } from '../../../src/lib/coded-error.ts';
import { SANDBOX_ERRORS } from '../errors.ts';
import type { TlsMaterial } from '../tls.ts';

/** A listening HTTPS server (HTTP/1.1, keep-alive). */
export interface TlsListener {
  readonly port: number;
  /** Ends all connections, also those in use. */
  close(): Promise<void>;
}

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsMaterial;
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
}

/** @throws CodedError SANDBOX_CANNOT_LISTEN */
export async function listenTls(options: ListenerOptions): Promise<TlsListener> {
  const server = createServer(
    { cert: options.tls.certificatePem, key: options.tls.keyPem, keepAliveTimeout: 60_000 },
    options.onRequest,
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const where = `${options.host}:${options.port}`;
      reject(new CodedError(SANDBOX_ERRORS.cannotListen, where, { cause }));
    });
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port, close };
}
