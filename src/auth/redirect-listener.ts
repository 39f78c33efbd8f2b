import { createServer, type Server } from 'node:http';
import { AuthError } from './auth-error.ts';
import { authErrors } from './errors.ts';

/** Waits on this machine for the browser to come back. */
export interface RedirectListener {
  /** The redirect address with the port that is listened on. */
  readonly redirectUri: string;
  /** The first address with an answer of Entra in it that the browser was sent to. */
  readonly received: Promise<URL>;
  close(): void;
}

const page = (text: string) =>
  `<!DOCTYPE html><html><head><title>m365-audit</title></head><body><p>${text}</p></body></html>`;

/**
 * Listens at a redirect address of this machine. Entra takes any port of http://localhost where it was registered
 * without one (Entra documentation, redirect URI best practices).
 * @returns null where the address is on no port of this machine: only pasting helps then
 * @throws AuthError AUTH_REDIRECT_CANNOT_LISTEN
 */
export async function listenForRedirect(redirectUri: string): Promise<RedirectListener | null> {
  const wanted = new URL(redirectUri);
  if (wanted.protocol !== 'http:') return null;
  const { promise: received, resolve } = Promise.withResolvers<URL>();
  const server = createServer((request, response) => {
    const url = URL.parse(request.url ?? '/', redirectUri);
    const isAnswer = url?.searchParams.has('code') || url?.searchParams.has('error');
    response.writeHead(isAnswer ? 200 : 404, {
      'content-type': 'text/html; charset=utf-8',
      connection: 'close',
    });
    response.end(page(isAnswer ? 'You can close this window and go back to the terminal.' : 'Not here.'));
    if (url !== null && isAnswer) resolve(url);
  });
  const port = await listen(server, Number(wanted.port), wanted.hostname.replace(/^\[|\]$/g, ''));
  const path = wanted.pathname === '/' ? '' : wanted.pathname;
  return {
    redirectUri: `http://${wanted.hostname}:${port}${path}`,
    received,
    close() {
      server.close();
    },
  };
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Also of a connection that could not be taken later: the browser tries again.
  server.on('error', reject);
  server.listen(port, host, resolve);
  try {
    await promise;
  } catch {
    const detail = `${host}:${port}`;
    throw new AuthError({ row: authErrors.redirectCannotListen, kind: 'fatal', detail });
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
