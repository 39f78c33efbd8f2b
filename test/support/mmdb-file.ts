import { isIPv6 } from 'node:net';

/** What a record of a database can hold. */
export type MmdbValue =
  | string
  | number
  | boolean
  | readonly MmdbValue[]
  | { readonly [name: string]: MmdbValue };

export interface MmdbOptions {
  readonly type: string;
  /** 4: a file of IPv4 addresses only. */
  readonly ipVersion: 4 | 6;
  readonly builtMs?: number;
  /** Records by network, such as `81.2.69.0/24`; networks must not lie inside each other. */
  readonly networks: Readonly<Record<string, MmdbValue>>;
}

type Node = [left: Node | number | null, right: Node | number | null];

const METADATA_MARK = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
const RECORD_SIZE = 32;

/** A small database in the MaxMind DB file format (MaxMind DB File Format Specification, 2.0). */
export function mmdbFile({ type, ipVersion, builtMs = Date.UTC(2026, 7, 1), networks }: MmdbOptions): Buffer {
  const root: Node = [null, null];
  const data: Buffer[] = [];
  let dataSize = 0;
  for (const [network, record] of Object.entries(networks)) {
    insert(root, bitsOf(network, ipVersion), dataSize);
    const encoded = encode(record);
    data.push(encoded);
    dataSize += encoded.length;
  }
  const nodes = listed(root);
  const tree = Buffer.concat(nodes.map((node) => nodeBytes(node, nodes)));
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: Math.floor(builtMs / 1000),
    database_type: type,
    description: { en: 'A database of the tests' },
    ip_version: ipVersion,
    languages: ['en'],
    node_count: nodes.length,
    record_size: RECORD_SIZE,
  });
  return Buffer.concat([tree, Buffer.alloc(16), ...data, METADATA_MARK, metadata]);
}

/** In a file of both families an IPv4 network is one behind 96 zero bits. */
function bitsOf(network: string, ipVersion: 4 | 6): string {
  const [address = '', prefix] = network.split('/');
  const bits = isIPv6(address) ? ipv6Bits(address) : ipv4Bits(address);
  const offset = !isIPv6(address) && ipVersion === 6 ? '0'.repeat(96) : '';
  return offset + bits.slice(0, Number(prefix));
}

function ipv4Bits(address: string): string {
  return address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
}

function ipv6Bits(address: string): string {
  const [head = '', tail] = address.split('::');
  const groups = (text: string | undefined) => (text === undefined || text === '' ? [] : text.split(':'));
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [
    ...groups(head),
    ...Array.from({ length: tail === undefined ? 0 : missing }, () => '0'),
    ...groups(tail),
  ];
  return all.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('');
}

function insert(root: Node, bits: string, dataOffset: number): void {
  let node = root;
  for (const [index, bit] of [...bits].entries()) {
    const side = bit === '1' ? 1 : 0;
    if (index === bits.length - 1) {
      node[side] = dataOffset;
      return;
    }
    const present = node[side];
    const next: Node = Array.isArray(present) ? present : [null, null];
    node[side] = next;
    node = next;
  }
}

function listed(root: Node): Node[] {
  const nodes = [root];
  for (let index = 0; index < nodes.length; index++) {
    for (const child of nodes[index] ?? []) if (Array.isArray(child)) nodes.push(child);
  }
  return nodes;
}

/** A side points to a node, to data behind the tree and 16 zero bytes, or to nothing (the number of nodes). */
function nodeBytes(node: Node, nodes: readonly Node[]): Buffer {
  const bytes = Buffer.alloc(8);
  for (const [side, child] of node.entries()) {
    const dataPointer = nodes.length + 16 + (typeof child === 'number' ? child : 0);
    const value = child === null ? nodes.length : Array.isArray(child) ? nodes.indexOf(child) : dataPointer;
    bytes.writeUInt32BE(value, side * 4);
  }
  return bytes;
}

function encode(value: MmdbValue): Buffer {
  if (typeof value === 'string')
    return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'boolean') return control(14, value ? 1 : 0);
  if (typeof value === 'number')
    return Number.isInteger(value) && value >= 0 ? unsigned(value) : double(value);
  if (Array.isArray(value)) return Buffer.concat([control(11, value.length), ...value.map(encode)]);
  const members = Object.entries(value);
  return Buffer.concat([
    control(7, members.length),
    ...members.flatMap(([name, member]) => [encode(name), encode(member)]),
  ]);
}

function unsigned(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return Buffer.concat([control(6, 4), bytes]);
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return Buffer.concat([control(3, 8), bytes]);
}

/** Type and size; types beyond 7 stand in a byte of their own, sizes from 29 on behind it. */
function control(type: number, size: number): Buffer {
  const short = Math.min(size, size < 285 ? 29 : 30);
  const first = type <= 7 ? [(type << 5) | short] : [short, type - 7];
  if (size < 29) return Buffer.from(type <= 7 ? [(type << 5) | size] : [size, type - 7]);
  if (size < 285) return Buffer.from([...first, size - 29]);
  return Buffer.from([...first, ((size - 285) >> 8) & 255, (size - 285) & 255]);
}
