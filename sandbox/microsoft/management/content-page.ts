import { CLOUD_RESOURCES } from '../clouds.ts';
import type { StoredBlob } from '../content/stored-blob.ts';
import { jsonReply, type Reply } from '../http/reply.ts';
import type { Call } from './call.ts';
import { type PagedListing, pageToken } from './page-token.ts';

/** What the service calls itself. */
function ownBase({ world, exchange }: Pick<Call, 'world' | 'exchange'>): string {
  const { cloudAddresses, cloud } = world.settings;
  return cloudAddresses ? CLOUD_RESOURCES[cloud] : exchange.base;
}

function contentItem({ world, exchange }: Call, blob: StoredBlob, odd: boolean): unknown {
  const astray = world.faults.strike('wrong-host-uri', blob.key, blob.contentId) !== undefined;
  const base = astray ? world.trapUrl : ownBase({ world, exchange });
  return {
    contentUri: `${base}/api/v1.0/${blob.tenantId}/activity/feed/audit/${blob.contentId}`,
    contentId: blob.contentId,
    contentType: odd ? blob.contentType.toUpperCase() : blob.contentType,
    contentCreated: new Date(blob.createdMs).toISOString(),
    ...(odd ? {} : { contentExpiration: new Date(blob.expiresMs).toISOString() }),
  };
}

/** The blobs of one page, with what the faults of listings make of them. */
function blobsOfPage({ world }: Call, listing: PagedListing, offset: number, key: string) {
  const { faults, store, settings } = world;
  const inOrder = store.listing(listing);
  const moved = offset > 0 && faults.strike('page-moved', key) !== undefined;
  const blobs = moved ? inOrder.toReversed() : inOrder;
  const page = blobs.slice(offset, offset + settings.pageSize);
  if (faults.strike('list-outside', key)) page.push(...store.outside(listing).slice(0, 1));
  const shown = faults.strike('list-doubled', key) ? page.flatMap((blob) => [blob, blob]) : page;
  return { shown, more: offset + settings.pageSize < blobs.length };
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
  if (exchange.at < enabledMs + firstContentDelaySeconds * 1000) return jsonReply(200, []);
  const { shown, more } = blobsOfPage(call, listing, offset, key);
  const odd = world.faults.strike('list-odd-items', key) !== undefined;
  const items = shown.map((blob) => contentItem(call, blob, odd));
  const next = more && world.faults.strike('page-loop', key) ? offset : offset + pageSize;
  const base = more && world.faults.strike('wrong-host-page', key) ? world.trapUrl : ownBase(call);
  return {
    ...jsonReply(200, items, more ? { [pageHeader]: nextPageUri(call, listing, next, base) } : {}),
    onDelivered: () => {
      for (const blob of new Set(shown)) blob.account.listed += 1;
    },
  };
}
