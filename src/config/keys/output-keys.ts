import { choice, list, object } from '../types/compound-types.ts';
import { boolean, integer } from '../types/plain-types.ts';
import {
  accountName,
  anyPrivateKey,
  certificate,
  dataStreamPart,
  duration,
  path,
  pipelineName,
  secret,
  size,
  url,
} from '../types/scalar-types.ts';
import { optional, required, withDefault } from '../types/value-type.ts';

const auth = choice(
  {
    api_key: required(secret('an encoded API key'), {
      about: 'API key in its encoded form.',
      example: `\${ES_API_KEY}`,
      fileExample: '/run/secrets/es_api_key',
    }),
  },
  {
    username: required(accountName('the name of an Elasticsearch user'), {
      about: 'User of basic authentication.',
      example: 'm365_audit',
    }),
    password: required(secret('the password of an Elasticsearch user'), {
      about: 'Password of basic authentication.',
      example: `\${ES_PASSWORD}`,
      fileExample: '/run/secrets/es_password',
    }),
  },
);

const tls = object({
  certificate: optional(certificate(), {
    about: 'Certificate that the daemon shows to Elasticsearch; issuers may follow it.',
    fileExample: './client.crt.pem',
  }),
  private_key: optional(anyPrivateKey(), {
    about: 'Private key of that certificate.',
    fileExample: '/run/secrets/es_client_key',
  }),
  passphrase: optional(secret('the passphrase of a private key'), {
    about: 'Passphrase of that key, if it has one.',
    fileExample: '/run/secrets/es_client_key_passphrase',
  }),
});

const bulk = object({
  max_bytes: withDefault(size({ atLeast: '1KiB', atMost: '100MiB' }), '5MiB', {
    about: 'Size of a bulk request. Elasticsearch takes 100 MB at most by default.',
  }),
  max_actions: withDefault(integer({ minimum: 1, maximum: 100_000 }), 2000, {
    about: 'Actions of a bulk request.',
  }),
  max_wait: withDefault(duration({ atLeast: '1ms', atMost: '5m' }), '2s', {
    about: 'How long a document waits for a bulk request to fill.',
  }),
  concurrency: withDefault(integer({ minimum: 1, maximum: 64 }), 2, { about: 'Bulk requests in flight.' }),
});

const elasticsearch = object({
  nodes: required(
    list(url('http-url', 'an http or https URL without credentials, such as https://localhost:9200'), {
      minItems: 1,
    }),
    { about: 'Nodes of the cluster.', example: ['https://localhost:9200'] },
  ),
  auth: optional(auth, {
    about: 'An API key, or a user name with its password. Absent: requests carry no credential.',
  }),
  tls: withDefault(
    tls,
    {},
    { about: 'A client certificate, for clusters or gateways before them that want one.' },
  ),
  data_stream: withDefault(
    object({
      dataset: withDefault(dataStreamPart(), 'o365.audit', {
        about: 'Documents go to the data stream `logs-<dataset>-<data_stream_namespace>`.',
      }),
    }),
    {},
    { about: 'Where documents go.' },
  ),
  pipeline: withDefault(pipelineName(), 'm365-audit', {
    about: 'Ingest pipeline that documents pass, or `none`.',
  }),
  setup: withDefault(boolean(), true, { about: 'Install templates and pipelines at start.' }),
  bulk: withDefault(bulk, {}, { about: 'How documents are batched.' }),
});

const file = object({
  path: required(path('the path of a folder'), {
    about:
      'Folder for NDJSON files: one document a line, beside its id, as `{"_id": "...", "_source": {...}}`.',
    example: './out',
  }),
  max_file_size: withDefault(size({ atLeast: '1KiB', atMost: '100GiB' }), '256MiB', {
    about: 'A new file is begun at this size.',
  }),
});

/** Where documents go: exactly one output. */
export const output = required(
  choice(
    { elasticsearch: required(elasticsearch, { about: 'Documents go to a data stream of Elasticsearch.' }) },
    { file: required(file, { about: 'Documents go to files.' }) },
  ),
  { about: 'Where documents go. Exactly one output.' },
);
