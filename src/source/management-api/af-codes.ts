import type { ErrorRow } from '../../lib/coded-error.ts';
import type { FailureKind } from '../../model/source.ts';
import { sourceErrors as e } from './errors.ts';

export interface AfRow {
  readonly row: ErrorRow;
  readonly kind: FailureKind;
}

const of = (kind: FailureKind, row: ErrorRow): AfRow => ({ row, kind });

/**
 * The API's own error codes (Management Activity API reference, errors) and what each means for the work that met it.
 * The API gives no HTTP status per code, so the code decides and not the status.
 */
export const afCodes: Readonly<Record<string, AfRow>> = {
  AF10001: of('fatal', e.permissionMissing), // the permission set of the token lacks ActivityFeed.Read
  AF20001: of('fatal', e.requestRefused), // missing parameter
  AF20002: of('fatal', e.requestRefused), // invalid parameter type
  AF20003: of('fatal', e.requestRefused), // expiration of the webhook is in the past
  AF20010: of('fatal', e.tenantMismatch), // tenant in the URL does not match the tenant in the token
  AF20011: of('fatal', e.tenantUnknown), // tenant does not exist or was deleted
  AF20012: of('fatal', e.tenantMisconfigured), // tenant is incorrectly configured
  AF20013: of('fatal', e.tenantUnknown), // tenant in the URL is not a valid GUID
  AF20020: of('fatal', e.contentTypeInvalid), // content type is not valid
  AF20021: of('fatal', e.requestRefused), // webhook could not be validated
  AF20022: of('resubscribe', e.notSubscribed), // no subscription found for the content type
  AF20023: of('resubscribe', e.subscriptionDisabled), // subscription was disabled by an administrator
  AF20024: of('retry', e.alreadyEnabled), // already enabled, no property change; undocumented, counts as success
  AF20030: of('clock', e.windowRefused), // both times or neither, at most 24 h apart, start at most 7 days ago
  AF20031: of('retry', e.nextPageRefused), // invalid nextPage
  AF20050: of('permanent', e.contentMissing), // content does not exist
  AF20051: of('permanent', e.contentExpired), // content has expired: older than 7 days
  AF20052: of('permanent', e.contentIdInvalid), // content id in the URL is invalid
  AF20053: of('fatal', e.requestRefused), // only one language in Accept-Language
  AF20054: of('fatal', e.requestRefused), // invalid syntax in Accept-Language
  AF20055: of('clock', e.windowRefused), // as AF20030, and the start must be before the end
  AF429: of('retry', e.throttled), // too many requests; comes with HTTP 403 or 429
  AF50000: of('retry', e.serverFault), // internal error, retry the request
  AF50005: of('retry', e.serverFault), // internal error; undocumented
  AF50006: of('retry', e.serverFault), // internal error; undocumented
};
