/** What the mapping met and does not know yet: a record type, a workload, or a field of a record. */
export type DriftKind = 'record_type' | 'workload' | 'field';

/** Something unknown, by its name. */
export interface DriftName {
  readonly kind: DriftKind;
  readonly name: string;
}

/** How often something unknown was seen. */
export interface DriftCount extends DriftName {
  readonly count: number;
}
