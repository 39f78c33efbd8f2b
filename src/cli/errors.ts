import type { ErrorRow } from '../lib/coded-error.ts';

/** What a command itself finds wrong. */
export const cliErrors = {
  tenantUnknown: {
    code: 'TENANT_UNKNOWN',
    meaning: 'the configuration has no such tenant',
    remedy: 'Give --tenant the id or the name of a tenant in the configuration.',
  },
  loginNotNeeded: {
    code: 'LOGIN_NOT_NEEDED',
    meaning: 'no person signs in to this tenant',
    remedy: 'Nothing to do: only auth.method device_code and authorization_code need a person.',
  },
  consentWithoutApp: {
    code: 'CONSENT_WITHOUT_APP',
    meaning: 'a managed identity has no page of consent',
    remedy:
      'Assign the app role ActivityFeed.Read of "Office 365 Management APIs" to the identity with Microsoft Graph (appRoleAssignments); docs/credentials.md shows the commands.',
  },
  demoNeedsCheckout: {
    code: 'DEMO_NEEDS_CHECKOUT',
    meaning: 'the demo needs the sandbox, which is not part of this installation',
    remedy: 'Run it in a checkout of the project: npm ci && npm run demo.',
  },
  demoPartFailed: {
    code: 'DEMO_PART_FAILED',
    meaning: 'a part of the demo did not start',
    remedy:
      'The message tells what it said. The parts start alone with npm run sandbox:microsoft and npm run sandbox:elasticsearch.',
  },
  credentialExpires: {
    code: 'CHECK_CREDENTIAL_EXPIRES',
    meaning: 'the credential expires soon',
    remedy: 'Make a new one for the app in time; files are read again without a restart.',
  },
  credentialExpired: {
    code: 'CHECK_CREDENTIAL_EXPIRED',
    meaning: 'the credential has expired',
    remedy: 'Make a new one for the app in Entra and put it in the place of the old one.',
  },
  subscriptionDisabled: {
    code: 'CHECK_SUBSCRIPTION_DISABLED',
    meaning: 'the subscription is disabled; content that appears meanwhile cannot be fetched later',
    remedy: 'Start m365-audit run, which enables it again.',
  },
  subscriptionGone: {
    code: 'CHECK_SUBSCRIPTION_GONE',
    meaning: 'the subscription was started before, and the API does not list it any more',
    remedy:
      'Start m365-audit run, which starts it again. Find out who stopped it: content that appears meanwhile cannot be fetched later.',
  },
  noContentYet: {
    code: 'CHECK_NO_CONTENT_YET',
    meaning: 'subscribed, but there is no content of this type in the last 24 hours',
    remedy:
      'If the subscription is new, wait up to 12 hours. Then check that auditing is on (Get-AdminAuditLogConfig: UnifiedAuditLogIngestionEnabled), that tenants[].cloud is right (gcc tenants have an API host of their own and the commercial one answers them with nothing), and that anybody uses this workload.',
  },
  noContentNow: {
    code: 'CHECK_NO_CONTENT_NOW',
    meaning: 'there was content of this type before, and none in the last 24 hours',
    remedy:
      'Check that auditing is still on (Get-AdminAuditLogConfig: UnifiedAuditLogIngestionEnabled), and the Microsoft service health page. In a tenant that nobody uses it is nothing.',
  },
  clockOff: {
    code: 'CHECK_CLOCK_OFF',
    meaning: 'the clock of this machine is wrong',
    remedy:
      'Set the clock, best by NTP. Collecting goes by the time of the API, but tokens and certificates fail from some minutes on.',
  },
  tlsIntercepted: {
    code: 'CHECK_TLS_INTERCEPTED',
    meaning: 'TLS is intercepted: the certificate is of an authority that is not trusted',
    remedy:
      'A proxy or firewall opens TLS on the way, or tenants[].endpoints names a gateway with an authority of its own. Put the certificate of that authority (PEM) into tls.ca_file, or let the proxy pass the login host and the API host unopened.',
  },
  tlsUntrusted: {
    code: 'CHECK_TLS_UNTRUSTED',
    meaning: 'the certificate is of an authority that is not trusted',
    remedy:
      'Put the certificate of that authority (PEM) into tls.ca_file; Elasticsearch keeps its own at config/certs/http_ca.crt. If the cluster is not the one that should answer, something intercepts TLS on the way.',
  },
  tlsCertificate: {
    code: 'CHECK_TLS_CERTIFICATE',
    meaning: 'the certificate cannot be accepted',
    remedy:
      'Write the host as the certificate names it, renew the certificate, or set the clock of this machine, as the message says.',
  },
  bundleUnwritable: {
    code: 'CLI_BUNDLE_UNWRITABLE',
    meaning: 'the support bundle cannot be written',
    remedy:
      'Name a file with --output, in a folder that the user that runs m365-audit may write, such as that of checkpoint.path.',
  },
  logUnreadable: {
    code: 'CLI_LOG_UNREADABLE',
    meaning: 'the log for the support bundle cannot be read',
    remedy: 'Give --log a file that holds the log, or - to read it from the standard input.',
  },
  folderUnwritable: {
    code: 'CHECK_FOLDER_UNWRITABLE',
    meaning: 'a folder cannot be made or written',
    remedy: 'Give the user that runs m365-audit write access to it, or configure another one.',
  },
  timeUnreadable: {
    code: 'CLI_TIME_UNREADABLE',
    meaning: 'a time cannot be read',
    remedy:
      'Write 2026-08-01, 2026-08-01T09:30 or 2026-08-01T09:30:00Z (UTC), or "3 days ago", "90 minutes", "now", "yesterday".',
  },
  rangeEmpty: {
    code: 'CLI_RANGE_EMPTY',
    meaning: 'the end is not after the start',
    remedy: 'Give an --end after --start. Without --end it is now, without --start a day before the end.',
  },
  rangeTooOld: {
    code: 'CLI_RANGE_TOO_OLD',
    meaning: 'the API lists and hands out content of the last 7 days only',
    remedy:
      'Give a --start within the last 7 days. What is older is in Elasticsearch if the daemon has collected it, or in the Purview audit search.',
  },
  rangeInFuture: {
    code: 'CLI_RANGE_IN_FUTURE',
    meaning: 'the start is in the future',
    remedy: 'Times are UTC where no zone is named, and are compared with the clock of this machine.',
  },
  tookTooLong: {
    code: 'CLI_TOOK_TOO_LONG',
    meaning: 'the command did not end within its --timeout',
    remedy: 'Give a longer --timeout, or a shorter range with --start and --end.',
  },
  contentTypeUnknown: {
    code: 'CLI_CONTENT_TYPE_UNKNOWN',
    meaning: 'the Management Activity API has no such content type',
    remedy: 'It has Audit.AzureActiveDirectory, Audit.Exchange, Audit.SharePoint, Audit.General and DLP.All.',
  },
} as const satisfies Record<string, ErrorRow>;
