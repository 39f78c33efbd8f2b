import type { StoredBlob } from '../content/stored-blob.ts';
import { jsonReply, type Reply } from '../http/reply.ts';
import type { Call } from './call.ts';
import { type PagedListing, pageToken } from './page-token.ts';

function contentItem({ world, exchange }: Call, blob: StoredBlob): unknown {
  const astray = world.faults.strike('wrong-host-uri', blob.key, blob.contentId) !== undefined;
  const base = astray ? world.trapUrl : exchange.base;
  return {
    contentUri: `${base}/api/v1.0/${blob.tenantId}/activity/feed/audit/${blob.contentId}`,
    contentId: blob.contentId,
    contentType: blob.contentType,
    contentCreated: new Date(blob.createdMs).toISOString(),
    contentExpiration: new Date(blob.expiresMs).toISOString(),
  };
}

function nextPageUri(
  { world, exchange, tenantId }: Call,
  listing: PagedListing,
  next: number,
  base: string,
): string {
  const { pageVersion, lowerCasePageQuery } = world.settings;
  const time = (ms: number): string => new Date(ms).toISOString().replace('Z', '');
  const query = new URLSearchParams();
  const set = (name: string, value: string): void =>
    query.set(lowerCasePageQuery ? name.toLowerCase() : name, value);
  set('contentType', exchange.query.get('contentType') ?? listing.contentType);
  set('startTime', exchange.query.get('startTime') ?? time(listing.startMs));
  set('endTime', exchange.query.get('endTime') ?? time(listing.endMs));
  set('nextPage', pageToken(listing, next));
  return `${base}/api/${pageVersion}/${tenantId}/activity/feed/subscriptions/content?${query}`;
}

/**
 * One page of a listing, from the blob at `offset` on.
 * @param key names the page for the faults
 */
export function contentPage(call: Call, listing: PagedListing, offset: number, key: string): Reply {
  const { world, exchange } = call;
  const { pageSize, pageHeader, firstContentDelaySeconds } = world.settings;
  const enabledMs = world.subscriptions.find(listing.tenantId, listing.contentType)?.enabledMs ?? 0;
  const waits = exchange.at < enabledMs + firstContentDelaySeconds * 1000;
  const blobs = waits ? [] : world.store.listing(listing);
  const shown = blobs.slice(offset, offset + pageSize);
  const items = shown.map((blob) => contentItem(call, blob));
  const next = offset + pageSize;
  const more = next < blobs.length;
  const base = more && world.faults.strike('wrong-host-page', key) ? world.trapUrl : exchange.base;
  return {
    ...jsonReply(200, items, more ? { [pageHeader]: nextPageUri(call, listing, next, base) } : {}),
    onDelivered: () => {
      for (const blob of shown) blob.account.listed += 1;
    },
  };
}
