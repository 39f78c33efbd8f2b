import type { Document } from './document.ts';

/** A document that the output will never take in this form. */
export interface RejectedDocument {
  /** Index in the array that was handed to `write`. */
  readonly position: number;
  readonly type: string;
  readonly reason: string;
}

/** The fate of every document of one `write`: indexed + duplicates + rejected.length = documents.length. */
export interface WriteResult {
  readonly indexed: number;
  readonly duplicates: number;
  readonly rejected: readonly RejectedDocument[];
}

/** Where documents go. */
export interface Output {
  /**
   * Resolves when each of the documents is safely kept, is known to be there already, or was rejected for good.
   * Rejects (and has promised nothing about any document) when the output stays unavailable or the signal aborts.
   */
  write(documents: readonly Document[], signal: AbortSignal): Promise<WriteResult>;
  close(): Promise<void>;
}
