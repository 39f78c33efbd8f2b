import { list, object, variants } from '../types/compound-types.ts';
import { oneOf, oneOfInAnyCase } from '../types/plain-types.ts';
import { certificate, dataStreamPart, guid, privateKey, secret, string, url } from '../types/scalar-types.ts';
import { type KeyDoc, optional, required, withDefault } from '../types/value-type.ts';

/** The five content types of the Management Activity API, in its spelling; it takes them in any case. */
export const contentTypes = [
  'Audit.AzureActiveDirectory',
  'Audit.Exchange',
  'Audit.SharePoint',
  'Audit.General',
  'DLP.All',
] as const;

const methodDoc: KeyDoc = {
  about: 'How the daemon proves who it is. The other keys of `auth` depend on it.',
  example: 'client_secret',
};

const clientId = required(guid('the GUID of an app registration'), {
  about: 'Application (client) ID of the app registration.',
  example: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
});

const auth = variants('method', {
  client_secret: {
    method: required(oneOf(['client_secret']), methodDoc),
    client_id: clientId,
    client_secret: required(secret('the value of a client secret'), {
      about: "Value (not ID) of the app registration's client secret.",
      example: `\${M365_CLIENT_SECRET}`,
      fileExample: '/run/secrets/m365_client_secret',
    }),
  },
  certificate: {
    method: required(oneOf(['certificate']), methodDoc),
    client_id: clientId,
    certificate: required(certificate(), {
      about: 'Certificate that is registered with the app registration.',
      example: `\${M365_CERTIFICATE}`,
      fileExample: './m365-audit.crt.pem',
    }),
    private_key: required(privateKey(), {
      about: 'RSA private key of the certificate.',
      example: `\${M365_PRIVATE_KEY}`,
      fileExample: '/run/secrets/m365_private_key',
    }),
  },
});

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

const tenant = object({
  id: required(guid('the GUID of the tenant'), {
    about: 'Directory (tenant) ID.',
    example: '11111111-2222-3333-4444-555555555555',
  }),
  name: optional(string('a label for the tenant'), {
    about: 'Label for logs and `status`. The id serves where it is absent.',
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
});

/** The list of tenants. */
export const tenants = required(list(tenant, { minItems: 1 }), {
  about: 'The tenants whose audit records are collected.',
});
