import { guidFor } from '../guid.ts';
import { jsonReply, type Reply } from '../http/reply.ts';

interface EntraErrorRow {
  readonly error: string;
  readonly status: number;
  /** `{0}` stands for the detail. */
  readonly text: string;
}

/** The errors that Entra ID answers here, by AADSTS number (Microsoft Entra authentication error codes). */
const ENTRA_ERRORS = {
  7000215: {
    error: 'invalid_client',
    status: 401,
    text: "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{0}'.",
  },
  7000222: {
    error: 'invalid_client',
    status: 401,
    text: "The provided client secret keys for app '{0}' are expired.",
  },
  7000218: {
    error: 'invalid_client',
    status: 401,
    text: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  700016: {
    error: 'unauthorized_client',
    status: 400,
    text: "Application with identifier '{0}' was not found in the directory.",
  },
  700021: {
    error: 'invalid_client',
    status: 401,
    text: "Client assertion application identifier doesn't match 'client_id' parameter.",
  },
  700023: {
    error: 'invalid_client',
    status: 401,
    text: 'Client assertion audience claim does not match Realm issuer: {0}.',
  },
  700024: {
    error: 'invalid_client',
    status: 401,
    text: 'Client assertion is not within its valid time range: {0}.',
  },
  700027: {
    error: 'invalid_client',
    status: 401,
    text: 'Client assertion failed signature validation: {0}.',
  },
  50027: { error: 'invalid_client', status: 401, text: 'JWT token is invalid or malformed.' },
  90002: { error: 'invalid_request', status: 400, text: "Tenant '{0}' not found." },
  900023: {
    error: 'invalid_request',
    status: 400,
    text: "Specified tenant identifier '{0}' is neither a valid DNS name, nor a valid external domain.",
  },
  900144: {
    error: 'invalid_request',
    status: 400,
    text: "The request body must contain the following parameter: '{0}'.",
  },
  901002: {
    error: 'invalid_request',
    status: 400,
    text: "The 'resource' request parameter is not supported.",
  },
  70003: {
    error: 'unsupported_grant_type',
    status: 400,
    text: "The app requested an unsupported grant type '{0}'.",
  },
  70011: {
    error: 'invalid_scope',
    status: 400,
    text: "The provided value for the input parameter 'scope' is not valid. The scope {0} is not valid.",
  },
  500011: {
    error: 'invalid_resource',
    status: 400,
    text: "The resource principal named '{0}' was not found in the tenant.",
  },
  50049: { error: 'invalid_instance', status: 400, text: 'Unknown or invalid instance: {0}.' },
  7000112: { error: 'unauthorized_client', status: 400, text: "Application '{0}' is disabled." },
  50194: {
    error: 'invalid_request',
    status: 400,
    text: "Application '{0}' is not configured as a multi-tenant application.",
  },
  1002012: {
    error: 'invalid_scope',
    status: 400,
    text: 'The provided value for scope {0} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.',
  },
  900382: {
    error: 'invalid_request',
    status: 400,
    text: 'Confidential Client is not supported in Cross Cloud request.',
  },
  90038: {
    error: 'invalid_request',
    status: 400,
    text: "Tenant '{0}' request is being redirected to the National Cloud.",
  },
  700211: {
    error: 'invalid_client',
    status: 401,
    text: "No matching federated identity record found for presented assertion issuer '{0}'.",
  },
  700212: {
    error: 'invalid_client',
    status: 401,
    text: "No matching federated identity record found for presented assertion audience '{0}'.",
  },
  700213: {
    error: 'invalid_client',
    status: 401,
    text: "No matching federated identity record found for presented assertion subject '{0}'.",
  },
  50013: { error: 'invalid_grant', status: 400, text: 'Assertion failed signature validation: {0}.' },
  50011: {
    error: 'invalid_request',
    status: 400,
    text: "The redirect URI '{0}' specified in the request does not match the redirect URIs configured for the application.",
  },
  70016: {
    error: 'authorization_pending',
    status: 400,
    text: 'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  },
  70018: {
    error: 'bad_verification_code',
    status: 400,
    text: 'Invalid verification code due to User typing in wrong user code for device code flow.',
  },
  70019: { error: 'expired_token', status: 400, text: 'Verification code expired.' },
  70008: {
    error: 'invalid_grant',
    status: 400,
    text: 'The provided authorization code or refresh token has expired due to inactivity.',
  },
  700082: { error: 'invalid_grant', status: 400, text: 'The refresh token has expired due to inactivity.' },
  70043: {
    error: 'invalid_grant',
    status: 400,
    text: 'The refresh token has expired or is invalid due to sign-in frequency checks by conditional access.',
  },
  50173: {
    error: 'invalid_grant',
    status: 400,
    text: 'The provided grant has expired due to it being revoked, a fresh auth token is needed.',
  },
  54005: { error: 'invalid_grant', status: 400, text: 'OAuth2 Authorization code was already redeemed.' },
  501481: {
    error: 'invalid_grant',
    status: 400,
    text: 'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  },
  65001: {
    error: 'invalid_grant',
    status: 400,
    text: "The user or administrator has not consented to use the application with ID '{0}'.",
  },
  53003: {
    error: 'access_denied',
    status: 400,
    text: 'Access has been blocked by Conditional Access policies.',
  },
  50034: { error: 'invalid_grant', status: 400, text: 'The user account does not exist in the directory.' },
  50057: { error: 'invalid_grant', status: 400, text: 'The user account is disabled.' },
  50076: {
    error: 'interaction_required',
    status: 400,
    text: 'You must use multi-factor authentication to access the resource.',
  },
  50078: {
    error: 'interaction_required',
    status: 400,
    text: 'Presented multi-factor authentication has expired due to policies configured by your administrator.',
  },
  50079: {
    error: 'interaction_required',
    status: 400,
    text: 'You must enroll in multi-factor authentication to access the resource.',
  },
  90033: {
    error: 'temporarily_unavailable',
    status: 503,
    text: 'A transient error has occurred. Please try again.',
  },
} as const satisfies Record<number, EntraErrorRow>;

export type EntraErrorCode = keyof typeof ENTRA_ERRORS;

/** An error in Entra's own shape. Never holds what was sent as a secret or an assertion. */
export function entraError(code: EntraErrorCode, detail: string, at: number): Reply {
  const { error, status, text }: EntraErrorRow = ENTRA_ERRORS[code];
  const timestamp = `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const traceId = guidFor(`trace|${code}|${at}`);
  const correlationId = guidFor(`correlation|${code}|${at}`);
  const message = `AADSTS${code}: ${text.replace('{0}', () => detail)}`;
  const body = {
    error,
    error_description: `${message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
  };
  return { ...jsonReply(status, body), code: `AADSTS${code}` };
}

/** True for an AADSTS number of the table. */
export function isEntraErrorCode(code: number): code is EntraErrorCode {
  return Object.hasOwn(ENTRA_ERRORS, code);
}
