const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** True for a host name that cannot leave this machine; without TLS nothing else may get a token. */
function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/** A URL in its shortest form, without a slash at its end; undefined where it has credentials, a query or a fragment. */
function parsePlainUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') return undefined;
  return text.includes('?') || text.includes('#') ? undefined : url;
}

function withoutTrailingSlash(url: URL): string {
  return url.href.replace(/\/+$/, '');
}

/** An https URL. */
export function parseHttpsUrl(text: string): string | undefined {
  const url = parsePlainUrl(text);
  return url?.protocol === 'https:' ? withoutTrailingSlash(url) : undefined;
}

/** An https URL, or an http URL of this machine. */
export function parseHttpsOrLoopbackUrl(text: string): string | undefined {
  const url = parsePlainUrl(text);
  if (url === undefined) return undefined;
  const allowed = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return allowed ? withoutTrailingSlash(url) : undefined;
}

/** An http or https URL. */
export function parseHttpUrl(text: string): string | undefined {
  const url = parsePlainUrl(text);
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? withoutTrailingSlash(url) : undefined;
}
