import type { ActionTable } from '../actions.ts';
import type { Draft } from '../draft.ts';

/** What is particular to some record types. A new workload is one such object and one line in the registry. */
export interface Workload {
  /** Numbers of AuditLogRecordType that this mapper is for. */
  readonly recordTypes: readonly number[];
  /** Classification of its actions, if a table can say it. */
  readonly actions?: ActionTable;
  /** Fills the members of the document that only these records have. Runs after the common schema. */
  readonly map?: (draft: Draft) => void;
}
