/** Why a body is no JSON array. 'other': it begins like another JSON value. 'broken': it is no JSON. */
export type SplitFault = 'other' | 'broken';

export class SplitError extends Error {
  override readonly name = 'SplitError';
  readonly fault: SplitFault;

  constructor(fault: SplitFault) {
    super('not a JSON array');
    this.fault = fault;
  }
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openList = 0x5b;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;
const opening = Buffer.from('[');
const closing = Buffer.from(']');
/** U+FEFF in UTF-8, which the Management API puts before some of its bodies. */
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
/** What another JSON value than an array begins with. */
const otherValue = /["{tfn\d-]/;

/**
 * Cuts the text of a JSON array into smaller arrays, without ever holding more of it than one of them.
 *
 * It looks at quotes, brackets and the commas between the elements only, which are all ASCII, so that characters may be cut
 * by the chunks. What it lets pass inside an element is for the parser of that part to find: the whole is a JSON array if
 * and only if the splitter does not throw and each part parses.
 */
export class ArraySplitter {
  readonly #partBytes: number;
  #place: 'before' | 'inside' | 'after' = 'before';
  /** Bytes of the byte order mark that have been met. */
  #markBytes = 0;
  /** Brackets that are open; the array's own is one of them. */
  #depth = 1;
  #deepest = 1;
  #inText = false;
  #escaped = false;
  /** Whether the current element has begun, and whether there was one before it. */
  #begun = false;
  #separated = false;
  /** The part that is being collected, without its brackets. */
  #slices: Buffer[] = [];
  #collected = 0;

  /** @param partBytes a part ends with the first element that brings it to this size */
  constructor(partBytes: number) {
    this.#partBytes = partBytes;
  }

  /** The most brackets that were open at a time, by the parts that came out so far. */
  get deepest(): number {
    return this.#deepest;
  }

  /**
   * Takes the next bytes; yields each part that they complete, a JSON array of some elements in order.
   * @throws SplitError
   */
  *push(chunk: Buffer): Generator<Buffer> {
    let from = 0;
    if (this.#place === 'before') from = this.#skipToArray(chunk);
    while (this.#place === 'inside' && from < chunk.length) {
      // Between elements space means nothing, and there may be much of it.
      if (!this.#begun) from = skipSpace(chunk, from);
      const end = this.#scan(chunk, from);
      this.#slices.push(chunk.subarray(from, end));
      this.#collected += end - from;
      from = end + 1;
      if (end === chunk.length) return;
      if (this.#depth === 0) {
        this.#place = 'after';
        // A comma with nothing after it.
        if (this.#separated && !this.#begun) throw new SplitError('broken');
      } else this.#begun = false;
      yield this.#takePart();
    }
    if (this.#place === 'after' && skipSpace(chunk, from) < chunk.length) throw new SplitError('broken');
  }

  /**
   * To be called after the last bytes.
   * @throws SplitError when the array is not complete
   */
  end(): void {
    if (this.#place !== 'after') throw new SplitError('broken');
  }

  /** Where the array's first element may begin. */
  #skipToArray(chunk: Buffer): number {
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (this.#markBytes < byteOrderMark.length && byte === byteOrderMark[this.#markBytes]) {
        this.#markBytes += 1;
      } else if (this.#markBytes > 0 && this.#markBytes < byteOrderMark.length) {
        throw new SplitError('broken');
      } else if (isSpace(byte)) {
        this.#markBytes = byteOrderMark.length;
      } else if (byte === openList) {
        this.#place = 'inside';
        return at + 1;
      } else throw new SplitError(otherValue.test(String.fromCharCode(byte)) ? 'other' : 'broken');
    }
    return chunk.length;
  }

  /**
   * The index of the comma or bracket that ends the part, or the length of the chunk where the part goes on after it.
   * State is copied to and from locals: this loop sees every byte.
   */
  #scan(chunk: Buffer, from: number): number {
    let depth = this.#depth;
    let deepest = this.#deepest;
    let begun = this.#begun;
    let at = from;
    if (this.#inText) at = this.#scanText(chunk, from);
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte === quote) {
        begun = true;
        at = this.#scanText(chunk, at + 1) - 1;
      } else if (byte === openObject || byte === openList) {
        begun = true;
        depth += 1;
        if (depth > deepest) deepest = depth;
      } else if (byte === closeObject || byte === closeList) {
        depth -= 1;
        if (depth > 0) continue;
        if (byte === closeObject) throw new SplitError('broken');
        break;
      } else if (byte === comma) {
        if (depth > 1) continue;
        if (!begun) throw new SplitError('broken');
        this.#separated = true;
        if (this.#collected + at - from >= this.#partBytes) break;
        begun = false;
      } else if (!begun && !isSpace(byte)) begun = true;
    }
    this.#depth = depth;
    this.#deepest = deepest;
    this.#begun = begun;
    return at;
  }

  /** The index after the quote that ends a text, or the length of the chunk. */
  #scanText(chunk: Buffer, from: number): number {
    let at = from;
    if (this.#escaped && at < chunk.length) {
      this.#escaped = false;
      at += 1;
    }
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (byte === quote) {
        this.#inText = false;
        return at + 1;
      }
      if (byte === backslash) at += 1;
    }
    // The last backslash may have been the last byte.
    this.#escaped = at > chunk.length;
    this.#inText = true;
    return chunk.length;
  }

  #takePart(): Buffer {
    const part = Buffer.concat([opening, ...this.#slices, closing]);
    this.#slices = [];
    this.#collected = 0;
    return part;
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function skipSpace(chunk: Buffer, from: number): number {
  let at = from;
  while (at < chunk.length && isSpace(chunk[at] ?? 0)) at += 1;
  return at;
}
