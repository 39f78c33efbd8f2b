import { PackedBytes } from './packed-bytes.ts';

/** A piece of a body as it is held in memory: as it came, or compressed. */
export type HeldBlock = Buffer | PackedBytes;

/** What it takes in memory. */
export function heldBytesOf(block: HeldBlock): number {
  return block instanceof PackedBytes ? block.heldBytes : block.length;
}

export function bytesOf(block: HeldBlock): Buffer {
  return block instanceof PackedBytes ? block.unpack() : block;
}

/** Gives its memory back at once, unless it shares it with others; it is empty after that. */
export function giveBack(block: HeldBlock): void {
  if (block instanceof PackedBytes) {
    block.release();
    return;
  }
  const { buffer, byteLength } = block;
  if (buffer.byteLength === byteLength && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
