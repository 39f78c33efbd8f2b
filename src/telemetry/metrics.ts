import { Counter, Gauge, Registry } from 'prom-client';

type Label = 'tenant' | 'content_type' | 'outcome';

const streamLabels: readonly Label[] = ['tenant', 'content_type'];
const prefix = 'm365_audit_';

export type Metrics = ReturnType<typeof createMetrics>;

/** A registry of its own with every metric of the daemon. Labels stay few and bounded: no ids, no users, no URLs. */
export function createMetrics() {
  const registry = new Registry();
  const counter = (name: string, help: string, labelNames: readonly Label[]) =>
    new Counter<Label>({ name: prefix + name, help, labelNames, registers: [registry] });
  const gauge = (name: string, help: string, labelNames: readonly Label[]) =>
    new Gauge<Label>({ name: prefix + name, help, labelNames, registers: [registry] });

  const counters = {
    tokenRequests: counter('token_requests_total', 'Token requests to Entra ID.', ['tenant', 'outcome']),
    subscriptionRequests: counter(
      'subscription_requests_total',
      'Requests about subscriptions to the Management API.',
      ['tenant', 'outcome'],
    ),
    listRequests: counter('list_requests_total', 'Pages of content lists asked for.', ['tenant', 'outcome']),
    fetchRequests: counter('fetch_requests_total', 'Blobs asked for.', ['tenant', 'outcome']),
    throttled: counter('throttled_total', 'Times the service asked a tenant to slow down.', ['tenant']),
    throttledAnswers: counter(
      'throttled_answers_total',
      'Answers that asked a tenant to slow down (AF429 or HTTP 429); several can lead to one pause.',
      ['tenant'],
    ),
    throttleWait: counter(
      'throttle_wait_seconds_total',
      'Seconds of pause after the service asked a tenant to slow down.',
      ['tenant'],
    ),
    requestWait: counter(
      'request_wait_seconds_total',
      'Seconds in which requests of a tenant stood waiting for its quota or for the end of a pause.',
      ['tenant'],
    ),
    subscriptionsStarted: counter('subscriptions_started_total', 'Subscriptions started.', streamLabels),
    windows: counter('windows_total', 'Windows listed to their last page, or failed.', [
      ...streamLabels,
      'outcome',
    ]),
    blobsListed: counter(
      'blobs_listed_total',
      'Blobs seen in a content list for the first time.',
      streamLabels,
    ),
    blobs: counter('blobs_total', 'Blobs by outcome: delivered, retried, lost.', [
      ...streamLabels,
      'outcome',
    ]),
    records: counter(
      'records_total',
      'Records of delivered blobs by outcome: indexed, duplicate, filtered, dead_letter.',
      [...streamLabels, 'outcome'],
    ),
    filteredRecords: counter(
      'filtered_records_total',
      'Records that the filters left out, by outcome: the rule, such as exclude.operations or tenant.include.users.',
      [...streamLabels, 'outcome'],
    ),
    blobBytes: counter('blob_bytes_total', 'Bytes of delivered blobs.', streamLabels),
    gaps: counter(
      'gaps_total',
      'Gaps found, by outcome: expired, missing, unreadable, unwatched, unsubscribed.',
      [...streamLabels, 'outcome'],
    ),
    drift: counter(
      'drift_total',
      'Things that the mapping does not know yet, by outcome: record_type, workload, field.',
      ['outcome'],
    ),
    upkeepFailures: counter(
      'upkeep_failures_total',
      'Times that work beside the way of the records failed, such as writing documents of gaps.',
      [],
    ),
    ingestionFailures: counter(
      'ingestion_failures_total',
      'Times the ledger or the output failed a tenant.',
      ['tenant'],
    ),
    batches: counter('batches_total', 'Batches written to the output, or sent again.', ['outcome']),
    batchDocuments: counter('batch_documents_total', 'Documents in batches that were written.', []),
    batchBytes: counter('batch_bytes_total', 'Bytes in batches that were written.', []),
    geoipReloads: counter(
      'geoip_reloads_total',
      'GeoIP databases that have changed on disk, by outcome: reloaded, failed.',
      ['outcome'],
    ),
    safeFormDocuments: counter(
      'safe_form_documents_total',
      'Documents that Elasticsearch refused and took in their safe form.',
      [],
    ),
    rolloverCopies: counter(
      'rollover_copies_total',
      'Second copies of records in another backing index, by outcome: removed, left.',
      ['outcome'],
    ),
    lookupsRefused: counter(
      'lookups_refused_total',
      'Times that an earlier backing index could not be looked into.',
      [],
    ),
  };
  const gauges = {
    lag: gauge(
      'lag_seconds',
      'Seconds since the newest moment up to which all that was listed is delivered.',
      streamLabels,
    ),
    pending: gauge('pending_blobs', 'Blobs listed and not delivered yet.', streamLabels),
    lastListed: gauge(
      'last_listed_timestamp_seconds',
      'When a window of the stream was last listed completely, in seconds since 1970.',
      streamLabels,
    ),
    deadLetterBytes: gauge('dead_letter_bytes', 'Bytes of records that are kept as dead letters.', []),
    deadLetterLimit: gauge(
      'dead_letter_limit_bytes',
      'Room for dead letters; where none is left, nothing more is taken.',
      [],
    ),
    requestRate: gauge(
      'request_rate_limit',
      'Requests a minute that a tenant allows itself now: its quota, or less while the service asks it to slow down.',
      ['tenant'],
    ),
    clockSkew: gauge(
      'clock_skew_seconds',
      "Seconds by which this machine's clock is ahead of the Management API's (negative: behind).",
      ['tenant'],
    ),
    credentialExpiry: gauge(
      'credential_expiry_seconds',
      'Seconds until the certificate or client secret of a tenant expires, where that is known.',
      ['tenant'],
    ),
    bytesInFlight: gauge('in_flight_bytes', 'Bytes fetched and not acknowledged yet.', []),
    geoipBuilt: gauge(
      'geoip_built_timestamp_seconds',
      'When the oldest GeoIP database in use was made by its publisher, in seconds since 1970.',
      [],
    ),
  };
  return { registry, counters, gauges };
}
