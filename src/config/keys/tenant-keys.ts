import { list, object } from '../types/compound-types.ts';
import { oneOf, oneOfInAnyCase } from '../types/plain-types.ts';
import { dataStreamPart, string, tenantId, url } from '../types/scalar-types.ts';
import { optional, required, withDefault } from '../types/value-type.ts';
import { auth } from './auth-keys.ts';
import { contentTypes } from './content-types.ts';
import { filterRules } from './filter-keys.ts';

const endpoints = object({
  login: optional(url('https-url', 'an https URL without credentials, such as https://login.example.com'), {
    about: 'Login host, instead of the one of the cloud.',
    example: 'https://localhost:8443',
  }),
  management: optional(
    url(
      'https-or-loopback-url',
      'an https URL (http only for this machine) without credentials, such as https://api.example.com',
    ),
    {
      about: 'Host of the Management Activity API, instead of the one of the cloud.',
      example: 'https://localhost:8443',
    },
  ),
  graph: optional(url('https-url', 'an https URL without credentials, such as https://graph.example.com'), {
    about:
      'Host of Microsoft Graph, instead of the one of the cloud. Not used until Graph sources are configured.',
    example: 'https://localhost:8443',
  }),
});

/** The keys of one tenant. */
export const tenantKeys = {
  id: required(tenantId(), {
    about: 'Directory (tenant) ID, or a domain of the tenant, whose ID is then looked up at start.',
    example: '11111111-2222-3333-4444-555555555555',
    variable: 'AZURE_TENANT_ID',
  }),
  name: optional(string('a label for the tenant'), {
    about: 'Label in what commands print, and for their `--tenant`. Logs, metrics and documents have the id.',
    example: 'contoso',
  }),
  cloud: withDefault(oneOf(['commercial', 'gcc', 'gcc-high', 'dod', 'china']), 'commercial', {
    about: 'The cloud the tenant lives in: sets login host, API host and token audience together.',
  }),
  endpoints: withDefault(
    endpoints,
    {},
    { about: 'Overrides hosts of the cloud, for the sandbox or a private gateway.' },
  ),
  auth: required(auth, { about: 'The credential of the app registration.' }),
  content_types: withDefault(list(oneOfInAnyCase(contentTypes), { minItems: 1 }), contentTypes, {
    about: 'What to collect, in any case. A content type of a tenant may be named once only.',
    example: ['Audit.Exchange', 'Audit.General'],
  }),
  data_stream_namespace: withDefault(dataStreamPart(), 'default', {
    about: "Namespace of the data stream that the tenant's documents go to.",
  }),
  filters: optional(filterRules, {
    about: 'Rules for this tenant alone, beside `filters`: a record has to pass both.',
    example: { exclude: { operations: ['Get-*'] } },
    sameKeysAs: 'filters',
  }),
};
