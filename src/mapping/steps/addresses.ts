import { addEach, addOnce, type Draft, moveOut } from '../draft.ts';
import type { EndpointFields } from '../ecs-document.ts';
import { type Address, normalIp, parseAddress } from '../parse/address.ts';
import { setPresent } from '../set-present.ts';

/** Where a record carries the address of the client, in the order of preference. */
const CLIENT_ADDRESS_MEMBERS = ['ClientIPAddress', 'ClientIP', 'ActorIpAddress'];
/** Where else the address of the acting user is found (a click on a link, a mailbox); saved queries know these members too. */
const OTHER_ADDRESS_MEMBERS = ['UserIp', 'UserIP', 'ActorIP'];

/** client.*, source.* and network.type from the first client address that says something. */
export function mapClientAddress(draft: Draft): void {
  for (const name of CLIENT_ADDRESS_MEMBERS) {
    const value = draft.record[name];
    const address = typeof value === 'string' ? parseAddress(value) : undefined;
    if (address === undefined) continue;
    moveOut(draft, name);
    setClient(draft, address);
    return;
  }
  for (const name of OTHER_ADDRESS_MEMBERS) {
    const value = draft.record[name];
    const address = typeof value === 'string' ? parseAddress(value) : undefined;
    if (address?.ip === undefined) continue;
    setClient(draft, address);
    return;
  }
}

function setClient(draft: Draft, address: Address): void {
  const { document } = draft;
  setPresent(document, 'client', endpointOf(address));
  if (address.ip !== undefined || address.port !== undefined) {
    document.source = {};
    setPresent(document.source, 'ip', address.ip);
    setPresent(document.source, 'port', address.port);
  }
  if (address.ip !== undefined) {
    document.network = { type: address.ip.includes(':') ? 'ipv6' : 'ipv4' };
    addOnce(draft.relatedIps, address.ip);
  }
  addEach(draft.relatedIps, address.furtherIps);
}

function endpointOf(address: Address | undefined): EndpointFields | undefined {
  if (address === undefined) return undefined;
  const endpoint: EndpointFields = { address: address.raw };
  setPresent(endpoint, 'domain', address.domain);
  setPresent(endpoint, 'ip', address.ip);
  setPresent(endpoint, 'port', address.port);
  return endpoint;
}

/** Exchange writes its build behind the server's name: `HE1PR0102MB3228 (15.20.2707.017)`; some builds look like an address. */
const EXCHANGE_SERVER = /^([\w.-]+) \(15\.\d{1,2}\.\d{1,5}\.\d{1,5}\)$/;

/** server.* (and destination.ip) from `HOST (build)`, `HOST (address)` or a plain address. */
export function mapServerAddress(draft: Draft, name: string): void {
  const value = draft.record[name];
  if (typeof value !== 'string') return;
  const text = value.trim();
  const host = EXCHANGE_SERVER.exec(text)?.[1];
  const server: EndpointFields | undefined =
    host === undefined ? endpointOf(parseAddress(text)) : { address: text, domain: host };
  if (server === undefined) return;
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
