/** One entry of a content list: a blob of audit records, and where and until when it can be fetched. */
export interface ContentBlob {
  readonly contentId: string;
  readonly contentUri: string;
  /** `contentCreated`: when the blob became available, epoch milliseconds. */
  readonly createdMs: number;
  /** `contentExpiration`, epoch milliseconds. */
  readonly expiresMs: number;
}
