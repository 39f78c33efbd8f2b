/** One record, mapped and serialised once. */
export interface MappedDocument {
  readonly id: string;
  /** Name of the data stream. */
  readonly dataStream: string;
  /** The document as JSON text, without line breaks. */
  readonly source: string;
}

/** What an output writes: the same as bytes, which wait outside of the garbage collector's reach. */
export interface Document extends Omit<MappedDocument, 'source'> {
  /** In UTF-8. Not to be read any more once its write has succeeded. */
  readonly source: Buffer;
}

/** What the mapper makes of one element of a blob. Anything that cannot become a document says why. */
export type MappedRecord =
  | { readonly kind: 'document'; readonly document: MappedDocument }
  | { readonly kind: 'unmappable'; readonly reason: string };

/** What the mapper needs to know about a record beside the record itself. */
export interface RecordContext {
  readonly namespace: string;
  readonly dataset: string;
  /** `contentCreated` of the blob, epoch milliseconds. */
  readonly contentCreatedMs: number;
}

export type RecordMapper = (record: unknown, context: RecordContext) => MappedRecord;
