import { jsonReply, type Reply } from '../http/reply.ts';

/**
 * The errors of the Management Activity API (its reference, section Errors): HTTP status and text, `{0}` and `{1}` for
 * the details. The reference gives no status; these were seen by clients, or follow from the class of the error.
 */
const API_ERRORS = {
  AF10001: [401, 'The permission set ({0}) sent in the request does not include the expected permission.'],
  AF20001: [400, 'Missing parameter: {0}.'],
  AF20002: [400, 'Invalid parameter type: {0}. Expected type: {1}'],
  AF20003: [400, 'Expiration {0} provided is set to past date and time.'],
  AF20010: [
    400,
    'The tenant ID passed in the URL ({0}) does not match the tenant ID passed in the access token ({1}).',
  ],
  AF20011: [400, 'Specified tenant ID ({0}) does not exist in the system or has been deleted.'],
  AF20012: [400, 'Specified tenant ID ({0}) is incorrectly configured in the system.'],
  AF20013: [400, 'The tenant ID passed in the URL ({0}) is not a valid GUID.'],
  AF20020: [400, 'The specified content type is not valid.'],
  AF20021: [400, 'The webhook endpoint ({0}) could not be validated. {1}'],
  AF20022: [400, 'No subscription found for the specified content type.'],
  AF20023: [400, 'The subscription was disabled.'],
  AF20024: [400, 'The subscription is already enabled. No property change.'],
  AF20030: [
    400,
    'Start time and end time must both be specified (or both omitted) and must be less than or equal to 24 hours apart, with the start time no more than 7 days in the past.',
  ],
  AF20031: [400, 'Invalid nextPage Input: {0}.'],
  AF20050: [404, 'The specified content ({0}) does not exist.'],
  AF20051: [
    400,
    'Content requested with the key {0} has already expired. Content older than 7 days cannot be retrieved.',
  ],
  AF20052: [400, 'Content ID {0} in the URL is invalid.'],
  AF20055: [
    400,
    'Start time and end time must both be specified (or both omitted) and must be less than or equal to 24 hours apart, with the start time prior to end time and start time no more than 7 days in the past.',
  ],
  AF429: [403, 'Too many requests. Method={0}, PublisherId={1}'],
  AF50000: [500, 'An internal error occurred. Retry the request.'],
  AF50005: [500, 'An internal error occurred. Retry the request.'],
} as const satisfies Record<string, readonly [number, string]>;

export type ApiErrorCode = keyof typeof API_ERRORS;

export function isApiErrorCode(code: string): code is ApiErrorCode {
  return Object.hasOwn(API_ERRORS, code);
}

/** An error answer of the API: `{"error": {"code", "message"}}`. */
export function apiError(code: ApiErrorCode, ...details: readonly string[]): Reply {
  const [status, text] = API_ERRORS[code];
  const message = details.reduce<string>((all, detail, i) => all.replace(`{${i}}`, () => detail), text);
  return { ...jsonReply(status, { error: { code, message } }), code };
}

/** The answer to a token that is missing, expired or for somebody else; its shape differs from all other errors. */
export function unauthorized(): Reply {
  const message = 'Authorization has been denied for this request.';
  return jsonReply(401, { Message: message }, { 'www-authenticate': 'Bearer' });
}

/** The wire form of a tenant whose unified auditing is off: a code that is no code, and a stack trace. */
export function auditingOff(tenantId: string, contentType: string, clientId: string): Reply {
  const code = `StartSubscription [TenantId=${tenantId},ContentType=${contentType},ApplicationId=${clientId},PublisherId=${tenantId}] failed. Exception`;
  const message = `Microsoft.Office.Compliance.Audit.DataServiceException: Tenant ${tenantId} does not exist.\r\n   at Microsoft.Office.Compliance.Audit.DataServiceClient.StartSubscription()`;
  return jsonReply(400, { error: { code, message } });
}
