import { addEach, addOnce, type Draft, moveOut, originalOf } from '../draft.ts';
import type { Address } from '../parse/address.ts';
import { endpointOf } from '../parse/server-address.ts';

/** Where a record carries the address of the client, in the order of preference. */
const CLIENT_ADDRESS_MEMBERS = ['ClientIPAddress', 'ClientIP', 'ActorIpAddress'];
/** Where else the address of the acting user is found (a click on a link, a mailbox); saved queries know these members too. */
const OTHER_ADDRESS_MEMBERS = ['UserIp', 'UserIP', 'ActorIP'];

/** client.*, source.* and network.type from the first client address that says something; the others are related. */
export function mapClientAddress(draft: Draft): void {
  if (!draft.members.hasSome('addresses')) return;
  let hasClient = false;
  for (const name of CLIENT_ADDRESS_MEMBERS) {
    const address = addressIn(draft, name);
    if (address === null) continue;
    if (!hasClient) moveOut(draft, name);
    mapAddress(draft, address, hasClient);
    hasClient = true;
  }
  for (const name of OTHER_ADDRESS_MEMBERS) {
    const address = addressIn(draft, name);
    if (address?.ip === undefined) continue;
    mapAddress(draft, address, hasClient);
    hasClient = true;
  }
}

/** The address in a text, or in a list of texts. */
function addressIn(draft: Draft, name: string): Address | null {
  const value = originalOf(draft, name);
  if (typeof value === 'string') return draft.remembered.addresses.of(value);
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) return null;
  return draft.remembered.addresses.of(value.join(', '));
}

function mapAddress(draft: Draft, address: Address, hasClient: boolean): void {
  if (!hasClient) setClient(draft, address);
  addOnce(draft.relatedIps, address.ip);
  addEach(draft.relatedIps, address.furtherIps);
}

function setClient(draft: Draft, address: Address): void {
  const { document } = draft;
  const { ip, port } = address;
  document.client = endpointOf(address);
  if (ip !== undefined || port !== undefined) {
    document.source = {};
    if (ip !== undefined) document.source.ip = ip;
    if (port !== undefined) document.source.port = port;
  }
  if (ip !== undefined) {
    document.network = { type: ip.includes(':') ? 'ipv6' : 'ipv4' };
  }
}

/** server.* (and destination.ip) from `HOST (build)`, `HOST (address)` or a plain address. */
export function mapServerAddress(draft: Draft, name: string): void {
  const value = originalOf(draft, name);
  const server = typeof value === 'string' ? draft.remembered.servers.of(value) : null;
  if (server === null) return;
  moveOut(draft, name);
  draft.document.server = server;
  if (server.ip === undefined) return;
  draft.document.destination = { ...draft.document.destination, ip: server.ip };
  addOnce(draft.relatedIps, server.ip);
}

/** Adds the valid addresses in the texts to related.ip. */
export function relateIps(draft: Draft, texts: readonly string[]): void {
  const addresses = texts.flatMap((text) => draft.remembered.addresses.of(text) ?? []);
  addEach(
    draft.relatedIps,
    addresses.flatMap(({ ip, furtherIps }) => (ip === undefined ? [] : [ip, ...furtherIps])),
  );
}
