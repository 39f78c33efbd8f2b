/** The records of one stream by number, made or read when they are asked for. */
export interface RecordSupply {
  /** How many there are to deal out at the start. */
  readonly count: number;
  /** The record's Id, if it has one. */
  id(index: number): string | undefined;
  /**
   * The record as JSON text, always the same for the same arguments.
   * @param createdMs contentCreated of the blob that first held it; the event lies before that
   */
  json(index: number, createdMs: number): string;
}
