import { hash } from 'node:crypto';

/** What a page token is good for; for another listing it is refused. */
export interface PagedListing {
  readonly tenantId: string;
  readonly contentType: string;
  readonly startMs: number;
  readonly endMs: number;
}

function seal(listing: PagedListing, offset: number): string {
  const { tenantId, contentType, startMs, endMs } = listing;
  const digest = hash('sha1', `${tenantId}|${contentType}|${startMs}|${endMs}|${offset}`, 'buffer');
  return String(digest.readUInt32BE(0) % 1_000_000).padStart(6, '0');
}

/** An opaque token in the service's own style, such as 2015101900R022885001761. */
export function pageToken(listing: PagedListing, offset: number): string {
  const hour = new Date(listing.startMs).toISOString().replaceAll(/\D/g, '').slice(0, 10);
  return `${hour}R${seal(listing, offset)}${String(offset).padStart(6, '0')}`;
}

/** The offset at which the page begins; undefined when the token belongs to no page of this listing. */
export function pageOffset(listing: PagedListing, token: string): number | undefined {
  const offset = Number(/^\d{10}R\d{6}(\d{6,})$/.exec(token)?.[1]);
  return !Number.isNaN(offset) && pageToken(listing, offset) === token ? offset : undefined;
}
