import http from 'node:http';
import https from 'node:https';
import type { Network } from './network.ts';
import { noProxy, proxyChooser } from './proxy-rules.ts';
import { tlsSettings } from './tls-settings.ts';
import { HttpsTunnelAgent, HttpTunnelAgent } from './tunnel-agents.ts';

export interface AgentLimits {
  /** Connections per host; some are kept alive. */
  readonly maxSockets: number;
  /** Longest silence of a proxy that opens a tunnel. */
  readonly timeoutMs: number;
}

/**
 * Idle connections that are kept, per host: as many as many tenants use in one second. A new one costs a handshake, which is
 * more CPU than the request.
 */
const maxIdleSockets = 256;

/** The agent of one URL, under the name of its scheme. */
export interface UrlAgent {
  readonly http?: http.Agent;
  readonly https?: https.Agent;
}

/** The agents of a network: for each URL the one that connects directly or through its proxy. */
export function createAgents(network: Network, limits: AgentLimits): (url: URL) => UrlAgent {
  const chooseProxy = proxyChooser(network.proxies ?? noProxy);
  const { maxSockets } = limits;
  const settings = { keepAlive: true, maxSockets, maxFreeSockets: Math.min(maxSockets, maxIdleSockets) };
  const proxyCertificates = network.trustedCertificates;
  const tunnel = { ...settings, timeout: limits.timeoutMs, proxyCertificates };
  const tls = tlsSettings(network);
  const make = (url: URL): UrlAgent => {
    const proxy = chooseProxy(url);
    if (url.protocol === 'https:') {
      const secure = { ...settings, ...tls };
      return { https: proxy ? new HttpsTunnelAgent(proxy, { ...tunnel, ...tls }) : new https.Agent(secure) };
    }
    return { http: proxy ? new HttpTunnelAgent(proxy, tunnel) : new http.Agent(settings) };
  };
  const made = new Map<string, UrlAgent>();
  return (url) => {
    const agent = made.get(url.origin) ?? make(url);
    made.set(url.origin, agent);
    return agent;
  };
}
