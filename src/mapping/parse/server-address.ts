import type { EndpointFields } from '../ecs-document.ts';
import { setPresent } from '../set-present.ts';
import { type Address, parseAddress } from './address.ts';

/** Exchange writes its build behind the server's name: `HE1PR0102MB3228 (15.20.2707.017)`; some builds look like an address. */
const EXCHANGE_SERVER = /^\[?([\w.-]+) \(1[45]\.\d{1,2}\.\d{1,5}\.\d{1,5}\)\]?$/;

/** The server in `HOST (build)`, `HOST (address)` or a plain address; undefined when the text says that there is none. */
export function serverEndpoint(text: string): EndpointFields | undefined {
  const trimmed = text.trim();
  const host = EXCHANGE_SERVER.exec(trimmed)?.[1];
  if (host !== undefined) return { address: trimmed, domain: host };
  const address = parseAddress(trimmed);
  return address === undefined ? undefined : endpointOf(address);
}

/** The members of client.* or server.* that an address has. */
export function endpointOf(address: Address): EndpointFields {
  const endpoint: EndpointFields = { address: address.raw };
  setPresent(endpoint, 'domain', address.domain);
  setPresent(endpoint, 'ip', address.ip);
  setPresent(endpoint, 'port', address.port);
  return endpoint;
}
