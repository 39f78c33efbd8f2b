/** The whole body of a blob, complete by what the answer announced. It may be held compressed; it is read as often as needed. */
export interface BlobBody {
  /** Bytes that are held in memory. */
  readonly heldBytes: number;
  /** The decompressed body in one piece where that takes at most `limitBytes`, else null. */
  whole(limitBytes: number): Buffer | null;
  /** The decompressed body, part by part. Rejects where a compressed body turns out to be damaged. */
  chunks(): AsyncIterable<Buffer>;
  /** Gives the memory back at once; nothing of the body may be used after that. */
  release(): void;
}
