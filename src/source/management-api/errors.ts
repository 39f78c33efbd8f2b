import type { ErrorRow } from '../../lib/coded-error.ts';

/** What can go wrong between us and the Management API. */
export const sourceErrors = {
  permissionMissing: {
    code: 'SOURCE_PERMISSION_MISSING',
    meaning: 'the token lacks a permission for this content type',
    remedy:
      'Grant the app ActivityFeed.Read (and ActivityFeed.ReadDlp for DLP.All) of the Office 365 Management APIs, with admin consent.',
  },
  tokenRefused: {
    code: 'SOURCE_TOKEN_REFUSED',
    meaning: 'the Management API refuses a token that was just issued',
    remedy: 'Check tenants[].cloud and tenants[].id, and the clock of this machine.',
  },
  tenantMismatch: {
    code: 'SOURCE_TENANT_MISMATCH',
    meaning: 'the token was issued for another tenant than the one asked for',
    remedy: 'Set tenants[].id to the tenant in which the app signs in.',
  },
  tenantUnknown: {
    code: 'SOURCE_TENANT_UNKNOWN',
    meaning: 'the Management API does not know the tenant',
    remedy: 'Check tenants[].id and tenants[].cloud.',
  },
  tenantMisconfigured: {
    code: 'SOURCE_TENANT_MISCONFIGURED',
    meaning: 'the tenant is set up wrongly on the side of Microsoft',
    remedy: 'Open a support request with Microsoft.',
  },
  auditingDisabled: {
    code: 'SOURCE_AUDITING_DISABLED',
    meaning: 'unified auditing is switched off in the tenant',
    remedy:
      'Switch it on in the Purview portal, or with Set-AdminAuditLogConfig -UnifiedAuditLogIngestionEnabled $true; it takes effect within an hour.',
  },
  contentTypeInvalid: {
    code: 'SOURCE_CONTENT_TYPE_INVALID',
    meaning: 'the Management API does not know the content type',
    remedy: 'Check tenants[].content_types.',
  },
  requestRefused: {
    code: 'SOURCE_REQUEST_REFUSED',
    meaning: 'the Management API finds the request malformed',
    remedy: 'Look for a proxy that changes requests; if there is none, please report this.',
  },
  notSubscribed: {
    code: 'SOURCE_NOT_SUBSCRIBED',
    meaning: 'the tenant has no subscription for the content type',
    remedy: 'Nothing to do: it is started, at most once in 15 minutes.',
  },
  subscriptionDisabled: {
    code: 'SOURCE_SUBSCRIPTION_DISABLED',
    meaning: 'the subscription for the content type was disabled',
    remedy: 'Nothing to do: it is started again, at most once in 15 minutes.',
  },
  alreadyEnabled: {
    code: 'SOURCE_ALREADY_ENABLED',
    meaning: 'the subscription is enabled already',
    remedy: 'Nothing to do.',
  },
  startLimited: {
    code: 'SOURCE_START_LIMITED',
    meaning: 'the subscription was started less than 15 minutes ago',
    remedy: 'Nothing to do: it is started again when the API allows it.',
  },
  windowRefused: {
    code: 'SOURCE_WINDOW_REFUSED',
    meaning: 'the Management API refuses the times of the window',
    remedy: 'Set the clock of this machine; check polling.lookback (at most 7 days).',
  },
  nextPageRefused: {
    code: 'SOURCE_NEXT_PAGE_REFUSED',
    meaning: 'the Management API does not take back the page mark it gave',
    remedy: 'Nothing to do: the window is listed again from its first page.',
  },
  pageLoop: {
    code: 'SOURCE_PAGE_LOOP',
    meaning: 'the pages of a content list lead back to one another',
    remedy: 'Nothing to do: the window is listed again from its first page.',
  },
  contentMissing: {
    code: 'SOURCE_CONTENT_MISSING',
    meaning: 'the blob does not exist',
    remedy: 'Nothing can bring it back; it is recorded as a gap.',
  },
  contentExpired: {
    code: 'SOURCE_CONTENT_EXPIRED',
    meaning: 'the blob is too old to be fetched',
    remedy:
      'Nothing can bring it back; it is recorded as a gap. Keep the daemon running: content is kept for 7 days.',
  },
  contentIdInvalid: {
    code: 'SOURCE_CONTENT_ID_INVALID',
    meaning: 'the Management API does not take the id of the blob',
    remedy: 'Check tenants[].cloud: blobs of another cloud answer so.',
  },
  foreignHost: {
    code: 'SOURCE_FOREIGN_HOST',
    meaning: 'the content list points to another host than the Management API; nothing was sent there',
    remedy:
      'Check tenants[].endpoints.management. If it is right, report it to Microsoft: the token would have leaked.',
  },
  throttled: {
    code: 'SOURCE_THROTTLED',
    meaning: 'the Management API asks the tenant to slow down',
    remedy: 'Nothing to do: all requests of the tenant wait. If it stays, lower fetch.requests_per_minute.',
  },
  serverFault: {
    code: 'SOURCE_SERVER_FAULT',
    meaning: 'the Management API has a passing fault',
    remedy: 'Nothing to do: it is tried again. If it stays, see the Microsoft service health page.',
  },
  answerUnreadable: {
    code: 'SOURCE_ANSWER_UNREADABLE',
    meaning: 'the answer is not one of the Management API',
    remedy: 'Look for a proxy or a sign-in page in between; check tenants[].endpoints.management.',
  },
  bodyCut: {
    code: 'SOURCE_BODY_CUT',
    meaning: 'the answer ended before its end',
    remedy: 'Nothing to do: it is tried again. If it stays, check the network in between.',
  },
  unreachable: {
    code: 'SOURCE_UNREACHABLE',
    meaning: 'the Management API cannot be reached',
    remedy: 'Check name resolution, firewall and proxy between this machine and the API host.',
  },
  proxy: {
    code: 'SOURCE_PROXY',
    meaning: 'the proxy gives no way to the Management API',
    remedy:
      'Check the address and the credentials of the proxy (proxy: in the configuration, or HTTPS_PROXY), and that it lets CONNECT pass to the API host. A host that needs no proxy belongs into proxy.no_proxy or NO_PROXY.',
  },
  timeout: {
    code: 'SOURCE_TIMEOUT',
    meaning: 'the Management API does not answer in time',
    remedy: 'Nothing to do: it is tried again. If it stays, raise fetch.timeout.',
  },
  tls: {
    code: 'SOURCE_TLS',
    meaning: 'the certificate of the Management API is not trusted',
    remedy: 'If a proxy inspects TLS here, set tls.ca_file to the certificate of its authority.',
  },
} as const satisfies Record<string, ErrorRow>;
