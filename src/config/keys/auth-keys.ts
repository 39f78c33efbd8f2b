import { variants } from '../types/compound-types.ts';
import { oneOf } from '../types/plain-types.ts';
import {
  certificate,
  day,
  guid,
  path,
  privateKey,
  rereadable,
  secret,
  string,
  url,
} from '../types/scalar-types.ts';
import { type KeyDoc, optional, required, withDefault } from '../types/value-type.ts';

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

/** The credential of a tenant. */
export const auth = variants('method', {
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
