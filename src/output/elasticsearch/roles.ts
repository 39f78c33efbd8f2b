import { GAP_DATASET } from '../gap-dataset.ts';

/** A role, as the security API of Elasticsearch takes it. */
export interface RoleBody {
  readonly cluster: readonly string[];
  readonly indices: readonly { readonly names: readonly string[]; readonly privileges: readonly string[] }[];
}

/** Without these nothing can be written: documents are created, never changed, and data streams come to be by writing. */
export const writingPrivileges = ['create_doc', 'auto_configure'] as const;

/** With these a record stands once across rollovers: it is looked for in earlier backing indices, a second copy goes. */
export const lookUpPrivileges = ['read', 'view_index_metadata', 'delete'] as const;

/** With these `check` sees the version, and `run` whether the ingest pipeline is there. */
export const seeingPrivileges = ['monitor', 'read_pipeline'] as const;

/** What setup does: templates, the ingest pipeline, and a look at the lifecycle policies that templates may name. */
export const setupPrivileges = [
  'monitor',
  'manage_index_templates',
  'manage_ingest_pipelines',
  'read_ilm',
] as const;

/** The data streams that are written to: audit records, and what is known to be missing. */
export function writtenNames(dataset: string): readonly string[] {
  return [`logs-${dataset}-*`, `logs-${GAP_DATASET}-*`];
}

/** The role that `run`, `check` and `replay` need where setup is done with other credentials. */
export function writerRole(dataset: string): RoleBody {
  const privileges = [...writingPrivileges, ...lookUpPrivileges];
  return { cluster: [...seeingPrivileges], indices: [{ names: writtenNames(dataset), privileges }] };
}

/** The role that `setup` needs; with `output.elasticsearch.setup: true` the daemon needs both. */
export function setupRole(): RoleBody {
  return { cluster: [...setupPrivileges], indices: [] };
}
