/** What the audit log can bring that the product does not know yet. */
export type DriftKind = 'record_type' | 'workload' | 'field';

/** Something unknown that a record carried: a name, never a value. */
export interface DriftSighting {
  readonly kind: DriftKind;
  /** Number of the record type, name of the workload, or path of the field below o365.audit. */
  readonly name: string;
}

/** Told at each sight; counting and telling apart first sights is the receiver's. */
export type DriftListener = (kind: DriftKind, name: string) => void;
