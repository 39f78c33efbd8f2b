import type { ErrorRow } from '../lib/coded-error.ts';

/** What can go wrong on the way to a token. */
export const authErrors = {
  secretWrong: {
    code: 'AUTH_SECRET_WRONG',
    meaning: 'Entra does not accept the client secret',
    remedy:
      'Set auth.client_secret to the value of a secret of this app. The portal shows the value once, when the secret is made; the secret ID beside it does not work.',
  },
  secretExpired: {
    code: 'AUTH_SECRET_EXPIRED',
    meaning: 'the client secret has expired',
    remedy: 'Make a new client secret for the app in Entra and set auth.client_secret to its value.',
  },
  credentialMissing: {
    code: 'AUTH_CREDENTIAL_MISSING',
    meaning: 'Entra got neither a client secret nor a client assertion',
    remedy: 'Check that auth.client_secret or the certificate is not empty.',
  },
  appNotFound: {
    code: 'AUTH_APP_NOT_FOUND',
    meaning: 'the app does not exist in this tenant',
    remedy:
      'Check auth.client_id and tenants[].id. If the app belongs to another tenant, an administrator of this tenant must consent to it first.',
  },
  appDisabled: {
    code: 'AUTH_APP_DISABLED',
    meaning: 'the app is disabled in this tenant',
    remedy:
      'Enable the app under Entra, Enterprise applications, Properties, "Enabled for users to sign-in".',
  },
  appNotMultitenant: {
    code: 'AUTH_APP_NOT_MULTITENANT',
    meaning: 'the app is registered for its own tenant only',
    remedy: 'Set tenants[].id to the tenant of the app, or make the app registration multitenant.',
  },
  certificateRefused: {
    code: 'AUTH_CERTIFICATE_REFUSED',
    meaning: 'Entra does not accept the certificate',
    remedy:
      'Upload the certificate of this private key to the app registration (Certificates & secrets), and check that it has not expired.',
  },
  assertionTime: {
    code: 'AUTH_ASSERTION_TIME',
    meaning: 'Entra finds the signed assertion expired or not yet valid',
    remedy: 'Set the clock of this machine: it differs from the time in Entra by minutes.',
  },
  assertionAudience: {
    code: 'AUTH_ASSERTION_AUDIENCE',
    meaning: 'the signed assertion is meant for another address than the one it was sent to',
    remedy:
      'Check tenants[].cloud and tenants[].endpoints.login. The token of workload_identity needs the audience api://AzureADTokenExchange.',
  },
  tenantNotFound: {
    code: 'AUTH_TENANT_NOT_FOUND',
    meaning: 'the tenant does not exist in this cloud',
    remedy: 'Check tenants[].id, and tenants[].cloud: a tenant is known in its own cloud only.',
  },
  tenantInvalid: {
    code: 'AUTH_TENANT_INVALID',
    meaning: 'the tenant id is neither a GUID nor a domain name',
    remedy: 'Set tenants[].id to the directory (tenant) ID that Entra shows under Overview.',
  },
  otherCloud: {
    code: 'AUTH_OTHER_CLOUD',
    meaning: 'the tenant lives in another Microsoft cloud',
    remedy: 'Set tenants[].cloud to the cloud of this tenant (commercial, gcc, gcc-high, dod or china).',
  },
  tenantTwice: {
    code: 'AUTH_TENANT_TWICE',
    meaning: 'two entries of the configuration are the same tenant',
    remedy: 'Keep each content type of the tenant in one entry.',
  },
  resourceNotFound: {
    code: 'AUTH_RESOURCE_NOT_FOUND',
    meaning: 'the tenant does not know the Office 365 Management APIs, or not under this address',
    remedy:
      'Check tenants[].cloud. In a new tenant, sign in to Microsoft 365 once and switch auditing on, so that the service is set up.',
  },
  scopeInvalid: {
    code: 'AUTH_SCOPE_INVALID',
    meaning: 'Entra does not accept the scope of the request',
    remedy: 'Check tenants[].cloud and tenants[].endpoints; if they are right, please report this.',
  },
  consentMissing: {
    code: 'AUTH_CONSENT_MISSING',
    meaning: 'nobody has consented to the permissions of the app in this tenant',
    remedy:
      'An administrator of the tenant must grant the app ActivityFeed.Read (and ActivityFeed.ReadDlp for DLP.All) of the Office 365 Management APIs.',
  },
  conditionalAccess: {
    code: 'AUTH_CONDITIONAL_ACCESS',
    meaning: 'a Conditional Access policy blocks the sign-in',
    remedy:
      'Allow the app, or the address of this machine, in the Conditional Access policies of the tenant.',
  },
  interactionRequired: {
    code: 'AUTH_INTERACTION_REQUIRED',
    meaning: 'Entra wants a person to sign in again',
    remedy:
      'Run `m365-audit login`, or use an app credential (client_secret or certificate), which needs no person.',
  },
  userRefused: {
    code: 'AUTH_USER_REFUSED',
    meaning: 'Entra does not let this user sign in',
    remedy: 'Check the user in Entra: name, password, lock, licence and assignment to the app.',
  },
  signInPending: {
    code: 'AUTH_SIGN_IN_PENDING',
    meaning: 'the sign-in is not finished yet',
    remedy: 'Open the address that was shown, enter the code and finish the sign-in.',
  },
  grantExpired: {
    code: 'AUTH_GRANT_EXPIRED',
    meaning: 'the stored sign-in has expired, was used before or was revoked',
    remedy: 'Run `m365-audit login`; the daemon goes on by itself then.',
  },
  loginNeeded: {
    code: 'AUTH_LOGIN_NEEDED',
    meaning: 'nobody has signed in for this tenant yet',
    remedy: 'Run `m365-audit login` with the same configuration; the daemon goes on by itself then.',
  },
  signInDeclined: {
    code: 'AUTH_SIGN_IN_DECLINED',
    meaning: 'the sign-in was declined',
    remedy: 'Run `m365-audit login` again and accept, as a user who may read the audit log.',
  },
  signInTimeout: {
    code: 'AUTH_SIGN_IN_TIMEOUT',
    meaning: 'the sign-in was not finished in time',
    remedy: 'Run `m365-audit login` again and finish within 15 minutes.',
  },
  redirectForeign: {
    code: 'AUTH_REDIRECT_FOREIGN',
    meaning: 'the address that came back does not belong to this sign-in',
    remedy: 'Run `m365-audit login` again, and open or paste only the addresses of that run.',
  },
  redirectRefused: {
    code: 'AUTH_REDIRECT_REFUSED',
    meaning: 'the redirect address is not registered with the app',
    remedy:
      'Add auth.redirect_uri to the app registration: http://localhost as platform "Mobile and desktop applications", or set the one that is registered there.',
  },
  redirectCannotListen: {
    code: 'AUTH_REDIRECT_CANNOT_LISTEN',
    meaning: 'the port of auth.redirect_uri cannot be listened on',
    remedy: 'Free the port, or set auth.redirect_uri to http://localhost, which takes any free one.',
  },
  storeUnusable: {
    code: 'AUTH_STORE_UNUSABLE',
    meaning: 'the file of the stored sign-in cannot be read or written',
    remedy: 'Let the user of the daemon read and write the folder of checkpoint.path.',
  },
  requestMalformed: {
    code: 'AUTH_REQUEST_MALFORMED',
    meaning: 'Entra cannot read the token request',
    remedy: 'Check auth and tenants[].endpoints.login; if they are right, please report this.',
  },
  authorityRefused: {
    code: 'AUTH_AUTHORITY_REFUSED',
    meaning: 'the login host is not one that Entra knows',
    remedy: 'Check tenants[].cloud and tenants[].endpoints.login.',
  },
  refused: {
    code: 'AUTH_REFUSED',
    meaning: 'Entra refuses to give a token',
    remedy: 'Look up the AADSTS number in the Entra documentation and correct the app or the tenant.',
  },
  throttled: {
    code: 'AUTH_THROTTLED',
    meaning: 'Entra asks to slow down',
    remedy: 'Nothing to do: it is tried again. If it stays, look for other programs that use the same app.',
  },
  unavailable: {
    code: 'AUTH_UNAVAILABLE',
    meaning: 'Entra has a passing fault',
    remedy: 'Nothing to do: it is tried again. If it stays, see the Microsoft service health page.',
  },
  answerUnreadable: {
    code: 'AUTH_ANSWER_UNREADABLE',
    meaning: 'the answer of the login host is not one of Entra',
    remedy:
      'Look for a proxy or a sign-in page between this machine and the login host; check tenants[].endpoints.login.',
  },
  unreachable: {
    code: 'AUTH_UNREACHABLE',
    meaning: 'the login host cannot be reached',
    remedy: 'Check name resolution, firewall and proxy between this machine and the login host.',
  },
  proxy: {
    code: 'AUTH_PROXY',
    meaning: 'the proxy gives no way to the login host',
    remedy:
      'Check the address and the credentials of the proxy (proxy: in the configuration, or HTTPS_PROXY), and that it lets CONNECT pass to the login host. A host that needs no proxy belongs into proxy.no_proxy or NO_PROXY.',
  },
  timeout: {
    code: 'AUTH_TIMEOUT',
    meaning: 'the login host does not answer in time',
    remedy: 'Check firewall and proxy between this machine and the login host.',
  },
  tls: {
    code: 'AUTH_TLS',
    meaning: 'the certificate of the login host is not trusted',
    remedy: 'If a proxy inspects TLS here, set tls.ca_file to the certificate of its authority.',
  },
  requestNotMade: {
    code: 'AUTH_REQUEST_NOT_MADE',
    meaning: 'the token request could not be made from the configured credential',
    remedy: 'Check auth and tenants[].endpoints.login (it must be https).',
  },
  keyUnreadable: {
    code: 'AUTH_KEY_UNREADABLE',
    meaning: 'the private key cannot be read',
    remedy: 'Give an RSA private key as PEM (-----BEGIN PRIVATE KEY-----).',
  },
  passphraseWrong: {
    code: 'AUTH_PASSPHRASE_WRONG',
    meaning: 'the passphrase does not open the private key or the PFX file',
    remedy: 'Set auth.passphrase (or passphrase_file) to the passphrase of this key.',
  },
  pfxUnreadable: {
    code: 'AUTH_PFX_UNREADABLE',
    meaning: 'the PFX file cannot be read',
    remedy: 'Give a PFX (PKCS #12) file with one RSA key and its certificate.',
  },
  credentialFileUnreadable: {
    code: 'AUTH_CREDENTIAL_FILE_UNREADABLE',
    meaning: 'a file of the credential cannot be read',
    remedy: 'Check path and permissions of the file.',
  },
  federationRefused: {
    code: 'AUTH_FEDERATION_REFUSED',
    meaning: 'no federated credential of the app fits the token of the outside issuer',
    remedy:
      'Compare issuer, subject and audience (api://AzureADTokenExchange) of the federated credential with those of the token.',
  },
  identityUnavailable: {
    code: 'AUTH_IDENTITY_UNAVAILABLE',
    meaning: 'the managed identity endpoint of this machine does not answer',
    remedy:
      'managed_identity works on Azure only (virtual machine, AKS, App Service, Arc): check that the machine has an identity, and that no firewall or proxy stands before 169.254.169.254.',
  },
  identityNotFound: {
    code: 'AUTH_IDENTITY_NOT_FOUND',
    meaning: 'this machine does not have the managed identity',
    remedy: 'Assign the identity to the machine, or correct client_id, object_id or resource_id of auth.',
  },
  identityRefused: {
    code: 'AUTH_IDENTITY_REFUSED',
    meaning: 'the managed identity endpoint refuses the request',
    remedy:
      'Run the daemon as a user who may use the identity (on Azure Arc: in the group himds), and directly on the machine, not behind a proxy.',
  },
  keyNotRsa: {
    code: 'AUTH_KEY_NOT_RSA',
    meaning: 'the private key is not an RSA key',
    remedy: 'Make a certificate with an RSA key: Entra takes no other for signed assertions.',
  },
  certificateUnreadable: {
    code: 'AUTH_CERTIFICATE_UNREADABLE',
    meaning: 'the certificate cannot be read',
    remedy: 'Give the certificate as PEM (-----BEGIN CERTIFICATE-----), the leaf before its issuers.',
  },
  keyMismatch: {
    code: 'AUTH_KEY_MISMATCH',
    meaning: 'the private key does not belong to the certificate',
    remedy: 'Give the key and the certificate of the same pair.',
  },
} as const satisfies Record<string, ErrorRow>;
