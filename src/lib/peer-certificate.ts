import https from 'node:https';
import { type DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { createAgents } from './connection-agents.ts';
import type { Network } from './network.ts';

/** The certificate that answers at an address, whether or not it is trusted. */
export interface PeerCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** Why it is not trusted, in OpenSSL's or Node's code; null: it is. */
  readonly refusal: string | null;
}

export interface HandshakeOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Shakes hands with an https server, on the same way as every request to it, and sends nothing.
 * @returns null where there was no handshake, or our own certificate cannot be used: the requests tell why
 */
export async function peerCertificate(
  url: string,
  network: Network,
  options: HandshakeOptions,
): Promise<PeerCertificate | null> {
  const target = new URL(url);
  if (target.protocol !== 'https:') return null;
  const agent = agentTo(target, network, options);
  if (agent === null) return null;
  return await new Promise((resolve) => {
    const request = https.request(target, { agent, signal: options.signal, timeout: options.timeoutMs });
    const finish = (found: PeerCertificate | null) => {
      resolve(found);
      request.destroy();
      agent.destroy();
    };
    request.on('error', () => finish(null));
    request.on('timeout', () => finish(null));
    request.on('socket', (socket) => {
      if (!(socket instanceof TLSSocket)) return finish(null);
      socket.once('secureConnect', () => finish(describe(socket)));
    });
  });
}

function agentTo(target: URL, network: Network, options: HandshakeOptions): https.Agent | null {
  try {
    const agentFor = createAgents({ ...network, unverified: true }, { ...options, maxSockets: 1 });
    return agentFor(target).https ?? null;
  } catch {
    return null;
  }
}

function describe(socket: TLSSocket): PeerCertificate {
  const certificate = socket.getPeerCertificate(true);
  // What refused the chain comes as an error or as its code, by the version of Node.
  const error: unknown = socket.authorizationError;
  const refusal = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return {
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    refusal: socket.authorized ? null : refusal,
  };
}

function nameOf(name: DetailedPeerCertificate['subject'] | undefined): string {
  const parts = [
    ['CN', name?.CN],
    ['O', name?.O],
  ].filter(([, value]) => value !== undefined);
  return parts.map(([key, value]) => `${key}=${[value].flat().join('+')}`).join(', ') || 'nobody named';
}
