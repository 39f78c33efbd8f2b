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
