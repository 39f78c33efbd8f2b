import type { IncomingHttpHeaders } from 'node:http';

/**
 * The address of the next page of a content list, or null on the last page. The reference calls the header NextPageUri,
 * the troubleshooting page NextPageUrl; Node gives all names in lower case.
 */
export function nextPage(headers: IncomingHttpHeaders): string | null {
  for (const name of ['nextpageuri', 'nextpageurl']) {
    const value = headers[name];
    const url = (Array.isArray(value) ? value[0] : value)?.trim();
    if (url !== undefined && url !== '') return url;
  }
  return null;
}
