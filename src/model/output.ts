import type { Document } from './document.ts';

/** Why a document is refused, in the words of the output. The reason may quote the document. */
export interface Refusal {
  /** A stable word that may be logged. */
  readonly type: string;
  readonly reason: string;
}

/** A document that the output will never take in this form. */
export interface RejectedDocument extends Refusal {
  /** Index in the array that was handed to `write`. */
  readonly position: number;
}

/** The fate of every document of one `write`: indexed + duplicates + dropped + rejected.length = documents.length. */
export interface WriteResult {
  readonly indexed: number;
  readonly duplicates: number;
  /** Left out by the operator's own pipeline on the way into the output; absent where there are none. */
  readonly dropped?: number;
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
