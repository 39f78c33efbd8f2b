import { noProxyMatcher } from './no-proxy.ts';

/** A proxy that opens tunnels with CONNECT. */
export interface ProxyServer {
  /** http or https, without credentials and without a slash at its end. */
  readonly url: string;
  /** For Basic authentication; a secret. */
  readonly credentials: { readonly username: string; readonly password: string } | null;
}

/** Which connections go through which proxy. */
export interface ProxyRules {
  /** For http URLs. */
  readonly http: ProxyServer | null;
  /** For https URLs. */
  readonly https: ProxyServer | null;
  /** Hosts that are reached directly, as noProxyMatcher takes them. */
  readonly except: readonly string[];
}

export const noProxy: ProxyRules = { http: null, https: null, except: [] };

/** Chooses the proxy for a URL; null: the connection is direct. */
export function proxyChooser({ http, https, except }: ProxyRules): (url: URL) => ProxyServer | null {
  const isException = noProxyMatcher(except);
  return (url) => {
    const proxy = url.protocol === 'https:' ? https : http;
    return proxy === null || isException(url) ? null : proxy;
  };
}

/**
 * A proxy as people and environments write it: `http://user:password@proxy.example.com:3128`, or without the scheme.
 * @returns undefined where it is no http or https address
 */
export function parseProxy(text: string): ProxyServer | undefined {
  const full = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '') return undefined;
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return undefined;
  const username = decoded(url.username);
  const password = decoded(url.password);
  if (username === undefined || password === undefined) return undefined;
  return { url: url.origin, credentials: username === '' ? null : { username, password } };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
