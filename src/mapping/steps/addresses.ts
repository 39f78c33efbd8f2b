import { addEach, addOnce, type Draft, moveOut, originalOf } from '../draft.ts';
import { type Address, normalIp } from '../parse/address.ts';
import { endpointOf } from '../parse/server-address.ts';

/** Where a record carries the address of the client, in the order of preference. */
const CLIENT_ADDRESS_MEMBERS = ['ClientIPAddress', 'ClientIP', 'ActorIpAddress'];
/** Where else the address of the acting user is found (a click on a link, a mailbox); saved queries know these members too. */
const OTHER_ADDRESS_MEMBERS = ['UserIp', 'UserIP', 'ActorIP'];

/** client.*, source.* and network.type from the first client address that says something. */
export function mapClientAddress(draft: Draft): void {
  if (!draft.members.hasSome('addresses')) return;
  for (const name of CLIENT_ADDRESS_MEMBERS) {
    const address = addressIn(draft, name);
    if (address === null) continue;
    moveOut(draft, name);
    setClient(draft, address);
    return;
  }
  for (const name of OTHER_ADDRESS_MEMBERS) {
    const address = addressIn(draft, name);
    if (address?.ip === undefined) continue;
    setClient(draft, address);
    return;
  }
}

function addressIn(draft: Draft, name: string): Address | null {
  const value = originalOf(draft, name);
  return typeof value === 'string' ? draft.remembered.addresses.of(value) : null;
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
    addOnce(draft.relatedIps, ip);
  }
  addEach(draft.relatedIps, address.furtherIps);
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

/** Adds the valid ones of the texts to related.ip. */
export function relateIps(draft: Draft, texts: readonly string[]): void {
  addEach(
    draft.relatedIps,
    texts.flatMap((text) => normalIp(text.trim()) ?? []),
  );
}
