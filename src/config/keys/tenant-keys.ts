import { list, object, variants } from '../types/compound-types.ts';
import { oneOf, oneOfInAnyCase } from '../types/plain-types.ts';
import {
  certificate,
  dataStreamPart,
  day,
  guid,
  path,
  privateKey,
  rereadable,
  secret,
  string,
  tenantId,
  url,
} from '../types/scalar-types.ts';
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

const appId = guid('the GUID of an app registration');
const clientIdDoc: KeyDoc = {
  about: 'Application (client) ID of the app registration.',
  example: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
};
const clientId = required(appId, clientIdDoc);

const clientSecretDoc: KeyDoc = {
  about: "Value (not ID) of the app registration's client secret.",
  example: `\${M365_CLIENT_SECRET}`,
  fileExample: '/run/secrets/m365_client_secret',
};
const clientSecret = rereadable(secret('the value of a client secret'));

const auth = variants('method', {
  client_secret: {
    method: required(oneOf(['client_secret']), methodDoc),
    client_id: clientId,
    client_secret: required(clientSecret, clientSecretDoc),
    client_secret_expires: optional(day(), {
      about:
        'Day on which the secret expires, as the portal shows it: Entra tells nobody else, so this warns in time.',
      example: '2027-01-31',
    }),
  },
  certificate: {
    method: required(oneOf(['certificate']), methodDoc),
    client_id: clientId,
    certificate: optional(rereadable(certificate()), {
      about:
        'Certificate that is registered with the app registration. With `private_key`, unless `pfx` has both.',
      example: `\${M365_CERTIFICATE}`,
      fileExample: './m365-audit.crt.pem',
    }),
    private_key: optional(rereadable(privateKey()), {
      about: 'RSA private key of the certificate; PKCS #8, PKCS #1, or encrypted with `passphrase`.',
      example: `\${M365_PRIVATE_KEY}`,
      fileExample: '/run/secrets/m365_private_key',
    }),
    pfx: optional(path('the path of a PFX (PKCS #12) file'), {
      about: 'PFX (PKCS #12) file with certificate and key, instead of `certificate` and `private_key`.',
      example: './m365-audit.pfx',
    }),
    passphrase: optional(rereadable(secret('a passphrase')), {
      about: 'Passphrase of the private key or of the PFX file.',
      example: `\${M365_PASSPHRASE}`,
      fileExample: '/run/secrets/m365_passphrase',
    }),
  },
  managed_identity: {
    method: required(oneOf(['managed_identity']), methodDoc),
    client_id: optional(guid('the client ID of a managed identity'), {
      about:
        'A user-assigned identity by its client ID. Without any of the three ids: the system-assigned one.',
      example: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    }),
    object_id: optional(guid('the object ID of a managed identity'), {
      about: 'A user-assigned identity by its object (principal) ID.',
      example: 'bbbbbbbb-cccc-dddd-eeee-ffffffffffff',
    }),
    resource_id: optional(string('the resource ID of a managed identity'), {
      about: 'A user-assigned identity by its Azure resource ID.',
      example:
        '/subscriptions/SUBSCRIPTION/resourcegroups/GROUP/providers/Microsoft.ManagedIdentity/userAssignedIdentities/NAME',
    }),
  },
  workload_identity: {
    method: required(oneOf(['workload_identity']), methodDoc),
    client_id: required(appId, {
      about: 'Application (client) ID of the app registration or user-assigned identity.',
      example: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      variable: 'AZURE_CLIENT_ID',
    }),
    federated_token: required(rereadable(secret('the token of an outside issuer')), {
      about: 'Token of the outside issuer, such as Kubernetes. Its file is read again for each request.',
      example: `\${FEDERATED_TOKEN}`,
      fileExample: '/var/run/secrets/azure/tokens/azure-identity-token',
      fileVariable: 'AZURE_FEDERATED_TOKEN_FILE',
    }),
  },
  device_code: {
    method: required(oneOf(['device_code']), methodDoc),
    client_id: clientId,
  },
  authorization_code: {
    method: required(oneOf(['authorization_code']), methodDoc),
    client_id: clientId,
    client_secret: optional(clientSecret, {
      ...clientSecretDoc,
      about: 'Secret of the app, where its redirect address is of the platform "Web".',
    }),
    redirect_uri: withDefault(
      url('https-or-loopback-url', 'an https URL, or an http URL of this machine'),
      'http://localhost',
      {
        about:
          'Redirect address that is registered with the app. On this machine `login` listens there, on any free port where none is given.',
      },
    ),
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
  id: required(tenantId(), {
    about: 'Directory (tenant) ID, or a domain of the tenant, whose ID is then looked up at start.',
    example: '11111111-2222-3333-4444-555555555555',
    variable: 'AZURE_TENANT_ID',
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
