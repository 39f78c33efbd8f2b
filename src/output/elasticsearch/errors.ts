import type { ErrorRow } from '../../lib/coded-error.ts';

/** What can go wrong between the daemon and Elasticsearch. */
export const elasticsearchErrors = {
  unreachable: {
    code: 'ELASTICSEARCH_UNREACHABLE',
    meaning: 'No connection to Elasticsearch',
    remedy:
      'Check output.elasticsearch.nodes (scheme, host, port), name resolution, firewalls, and that the cluster is running.',
  },
  proxy: {
    code: 'ELASTICSEARCH_PROXY',
    meaning: 'The proxy gives no way to Elasticsearch',
    remedy:
      'Check the address and the credentials of the proxy (proxy: in the configuration, or HTTPS_PROXY). A cluster in the own network usually needs none: put its hosts into proxy.no_proxy or NO_PROXY.',
  },
  clientCertificate: {
    code: 'ELASTICSEARCH_CLIENT_CERTIFICATE',
    meaning: 'The client certificate for Elasticsearch cannot be used',
    remedy:
      'Give output.elasticsearch.tls the certificate and the private key of one pair, both as PEM, and the passphrase if the key has one.',
  },
  timeout: {
    code: 'ELASTICSEARCH_TIMEOUT',
    meaning: 'Elasticsearch did not answer in time',
    remedy: 'Look at the load of the cluster and at proxies on the way; the documents are sent again.',
  },
  tls: {
    code: 'ELASTICSEARCH_TLS',
    meaning: 'The TLS connection to Elasticsearch could not be made',
    remedy:
      'Put the certificate of the authority that signed the certificate of the cluster into tls.ca_file, and check that the node is written with the host name of that certificate and with the right scheme (http or https).',
  },
  unauthorized: {
    code: 'ELASTICSEARCH_UNAUTHORIZED',
    meaning: 'Elasticsearch does not accept the credentials',
    remedy:
      'Check output.elasticsearch.auth: the API key (in its encoded form) or the user name and password; an API key may have expired or been invalidated.',
  },
  forbidden: {
    code: 'ELASTICSEARCH_FORBIDDEN',
    meaning: 'The credentials lack a privilege in Elasticsearch',
    remedy:
      'Writing needs create_doc and auto_configure on logs-o365.audit-* and logs-m365_audit.gap-*. Setup needs manage_index_templates and manage_ingest_pipelines on the cluster (docs/least-privilege.md): grant them, or run `m365-audit setup` once with other credentials and set output.elasticsearch.setup to false.',
  },
  setupForbidden: {
    code: 'ELASTICSEARCH_SETUP_FORBIDDEN',
    meaning: 'The credentials may not install templates and pipelines',
    remedy:
      'Grant the privileges of the setup role (docs/least-privilege.md), or run `m365-audit setup` once with other credentials and set output.elasticsearch.setup to false.',
  },
  seeingForbidden: {
    code: 'ELASTICSEARCH_SEEING_FORBIDDEN',
    meaning: 'The credentials may write, but not see version and ingest pipelines of the cluster',
    remedy:
      'Grant monitor and read_pipeline on the cluster. Without them a missing ingest pipeline shows only when documents are refused.',
  },
  lookupForbidden: {
    code: 'ELASTICSEARCH_LOOKUP_FORBIDDEN',
    meaning: 'The credentials may write, but not look after records across rollovers',
    remedy:
      'Grant read and view_index_metadata on the data streams, to see that a record stands in an earlier backing index already, and delete, to remove the second copy that a rollover in the middle of a write leaves. Without them a record that the API gives again after a rollover can stand twice.',
  },
  blocked: {
    code: 'ELASTICSEARCH_BLOCKED',
    meaning: 'Elasticsearch blocks writes to the data stream',
    remedy:
      'Free disk space (a full disk makes indices read-only) or remove the block from the index or cluster; writing goes on by itself afterwards.',
  },
  throttled: {
    code: 'ELASTICSEARCH_THROTTLED',
    meaning: 'Elasticsearch is overloaded and asks to send less',
    remedy:
      'The documents are sent again. If it lasts, give the cluster more resources or lower output.elasticsearch.bulk.concurrency and max_bytes.',
  },
  unavailable: {
    code: 'ELASTICSEARCH_UNAVAILABLE',
    meaning: 'Elasticsearch cannot take documents now',
    remedy: 'Look at the health and the log of the cluster; the documents are sent again.',
  },
  indexMissing: {
    code: 'ELASTICSEARCH_DATA_STREAM_MISSING',
    meaning: 'There is neither a data stream nor an index template for the documents',
    remedy: 'Run `m365-audit setup`, or set output.elasticsearch.setup to true.',
  },
  indexUnusable: {
    code: 'ELASTICSEARCH_DATA_STREAM_UNUSABLE',
    meaning: 'Elasticsearch cannot create or open the data stream',
    remedy:
      'Read the reason: a closed index, too many shards in the cluster, or a data stream name that is not allowed (data_stream_namespace, data_stream.dataset).',
  },
  pipelineMissing: {
    code: 'ELASTICSEARCH_PIPELINE_MISSING',
    meaning: 'The ingest pipeline does not exist in the cluster',
    remedy:
      'Create the pipeline, correct output.elasticsearch.pipeline, or set it to m365-audit (installed by setup) or none.',
  },
  tooLarge: {
    code: 'ELASTICSEARCH_REQUEST_TOO_LARGE',
    meaning: 'Elasticsearch or a proxy before it refuses a request of this size',
    remedy:
      'The batch is split. To save the detour lower output.elasticsearch.bulk.max_bytes, or raise http.max_content_length or the limit of the proxy.',
  },
  badRequest: {
    code: 'ELASTICSEARCH_BAD_REQUEST',
    meaning: 'Elasticsearch does not understand the request',
    remedy: 'Check that the cluster is Elasticsearch 8.13 or newer and that no proxy rewrites requests.',
  },
  badAnswer: {
    code: 'ELASTICSEARCH_BAD_ANSWER',
    meaning: 'The answer of Elasticsearch was cut off or is not one that a bulk request can have',
    remedy:
      'The documents are sent again; those that had arrived count as duplicates then. If it lasts, look for a proxy that rewrites or cuts answers.',
  },
  notElasticsearch: {
    code: 'ELASTICSEARCH_NOT_ELASTICSEARCH',
    meaning: 'What answers there is not Elasticsearch',
    remedy:
      'Check output.elasticsearch.nodes: the answer lacks the header X-elastic-product, as from a web proxy, Kibana or OpenSearch.',
  },
  tooOld: {
    code: 'ELASTICSEARCH_TOO_OLD',
    meaning: 'The cluster is older than this program can write to',
    remedy: 'Upgrade the cluster to Elasticsearch 8.13 or newer.',
  },
  notPreferred: {
    code: 'ELASTICSEARCH_TEMPLATE_NOT_PREFERRED',
    meaning: 'Another index template takes precedence over the one of this program',
    remedy:
      'Give the other template a priority below 250 or narrower index patterns, so that the documents get the fields of m365-audit.',
  },
  templatesMissing: {
    code: 'ELASTICSEARCH_TEMPLATES_MISSING',
    meaning: 'The templates of this program are not installed in their present form',
    remedy: 'Run `m365-audit setup`, or set output.elasticsearch.setup to true.',
  },
  templateNewer: {
    code: 'ELASTICSEARCH_TEMPLATE_NEWER',
    meaning: 'A newer version of m365-audit installed this template or pipeline',
    remedy:
      'Nothing to do while the newer version is in use too: it is left as it is. To go back to this version for good, run `m365-audit setup --force`.',
  },
  templateReplaced: {
    code: 'ELASTICSEARCH_TEMPLATE_REPLACED',
    meaning: 'A template or pipeline of this name was not installed by m365-audit, and is overwritten',
    remedy:
      'Put changes of your own into the component template m365-audit@custom, and templates of your own under other names.',
  },
  dataStreamOutdated: {
    code: 'ELASTICSEARCH_DATA_STREAM_OUTDATED',
    meaning: 'A data stream still writes with the fields of older templates',
    remedy:
      'The next rollover brings the new fields. To have them now, roll the data stream over: POST <data stream>/_rollover.',
  },
  filesMissing: {
    code: 'ELASTICSEARCH_FILES_MISSING',
    meaning: 'A file of mappings/ or pipelines/ cannot be read',
    remedy: 'Install the project again, with the folders mappings/ and pipelines/ beside the program.',
  },
  templateRefused: {
    code: 'ELASTICSEARCH_TEMPLATE_REFUSED',
    meaning: 'Elasticsearch refuses a template or pipeline of the project',
    remedy:
      'Read the reason. Often another index template of the same priority matches the same data streams, or m365-audit@custom contradicts the templates of the project.',
  },
} as const satisfies Record<string, ErrorRow>;
