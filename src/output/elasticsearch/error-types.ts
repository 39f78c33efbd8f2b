import type { ErrorRow } from '../../lib/coded-error.ts';
import type { ErrorBody } from './error-body.ts';
import { elasticsearchErrors } from './errors.ts';

/**
 * Error types of Elasticsearch that say nothing about the document but about the cluster, the credentials or the configuration,
 * whatever status they come with: several of them are sent with 400 (closed index, shard limit), 403 or 404.
 * They pass when somebody acts, so what met them is sent again and never becomes a dead letter.
 * Names are those of the exception classes of Elasticsearch, as its REST layer writes them.
 */
const rowsByType: ReadonlyMap<string, ErrorRow> = new Map<string, ErrorRow>([
  ['security_exception', elasticsearchErrors.forbidden],
  ['cluster_block_exception', elasticsearchErrors.blocked],
  ['es_rejected_execution_exception', elasticsearchErrors.throttled],
  ['circuit_breaking_exception', elasticsearchErrors.throttled],
  ['unavailable_shards_exception', elasticsearchErrors.unavailable],
  ['no_shard_available_action_exception', elasticsearchErrors.unavailable],
  ['shard_not_found_exception', elasticsearchErrors.unavailable],
  ['process_cluster_event_timeout_exception', elasticsearchErrors.unavailable],
  ['master_not_discovered_exception', elasticsearchErrors.unavailable],
  ['not_master_exception', elasticsearchErrors.unavailable],
  ['node_closed_exception', elasticsearchErrors.unavailable],
  ['node_not_connected_exception', elasticsearchErrors.unavailable],
  ['resource_already_exists_exception', elasticsearchErrors.unavailable],
  ['index_not_found_exception', elasticsearchErrors.indexMissing],
  ['index_closed_exception', elasticsearchErrors.indexUnusable],
  ['invalid_index_name_exception', elasticsearchErrors.indexUnusable],
  // Creating a backing index would exceed cluster.max_shards_per_node.
  ['validation_exception', elasticsearchErrors.indexUnusable],
]);

/**
 * Error types that are about the document although they come with 500: what an ingest pipeline throws at it, on purpose (the fail
 * processor) or since a processor meets a value that it cannot work on. The same document meets them each time it is sent.
 */
const refusalTypes: ReadonlySet<string> = new Set([
  'fail_processor_exception',
  'ingest_processor_exception',
  'class_cast_exception',
  'null_pointer_exception',
  'index_out_of_bounds_exception',
  'array_index_out_of_bounds_exception',
  'string_index_out_of_bounds_exception',
  'arithmetic_exception',
  'date_time_exception',
  'date_time_parse_exception',
]);

const PIPELINE_MISSING = /pipeline with id \[.*\] does not exist/;

/** The row of an error that is not about the document; undefined where its type alone does not tell. */
export function rowOfErrorType(status: number, { type, reason }: ErrorBody): ErrorRow | undefined {
  if (PIPELINE_MISSING.test(reason)) return elasticsearchErrors.pipelineMissing;
  if (status === 401) return elasticsearchErrors.unauthorized;
  return rowsByType.get(type);
}

/** Whether an error that no row is of refuses the document, so that sending it again as it is would not help. */
export function refusesDocument(status: number, { type }: ErrorBody): boolean {
  return status === 400 || refusalTypes.has(type);
}
