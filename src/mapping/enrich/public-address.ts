import { BlockList, isIPv6 } from 'node:net';

/** Ranges that belong to nobody in particular (IANA special-purpose address registries). */
const SPECIAL_RANGES: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 127],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001:db8::', 32],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

const SPECIAL = specialAddresses();

/** True for a valid IP address that can have a place in the world. */
export function isPublicAddress(ip: string): boolean {
  return !SPECIAL.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4');
}

function specialAddresses(): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of SPECIAL_RANGES) {
    list.addSubnet(network, prefix, isIPv6(network) ? 'ipv6' : 'ipv4');
  }
  return list;
}
