import type { ErrorRow } from '../lib/coded-error.ts';
import type { AuthFailureKind } from './auth-error.ts';
import { authErrors as e } from './errors.ts';

export interface AadstsRow {
  readonly row: ErrorRow;
  readonly kind: AuthFailureKind;
}

const fatal = (row: ErrorRow): AadstsRow => ({ row, kind: 'fatal' });
const retry = (row: ErrorRow): AadstsRow => ({ row, kind: 'retry' });

/**
 * Entra's numbers and what they mean here (Entra documentation, authentication and authorization error codes).
 * Entra may change numbers and texts: what is not in the table is judged by the `error` member and the HTTP status.
 */
export const aadstsCodes: Readonly<Record<number, AadstsRow>> = {
  // Client credentials
  7000215: fatal(e.secretWrong), // invalid client secret provided
  7000222: fatal(e.secretExpired), // the provided client secret keys are expired
  7000218: fatal(e.credentialMissing), // request body must contain client_assertion or client_secret
  700016: fatal(e.appNotFound), // application not found in the directory
  7000112: fatal(e.appDisabled), // application is disabled
  70001: fatal(e.appDisabled), // application is not supported or was disabled
  700027: fatal(e.certificateRefused), // client assertion failed signature validation
  50012: fatal(e.certificateRefused), // authentication failed: certificate unknown or subject not allowed
  700030: fatal(e.certificateRefused), // invalid certificate: subject name not authorised
  50013: fatal(e.certificateRefused), // assertion is invalid
  700024: fatal(e.assertionTime), // client assertion is not within its valid time range
  500133: fatal(e.assertionTime), // assertion is not within its valid time range
  50027: fatal(e.certificateRefused), // JWT token is invalid or malformed
  5002723: fatal(e.certificateRefused), // JWT token has no key that matches
  700021: fatal(e.appNotFound), // assertion names another application than client_id
  1002012: fatal(e.scopeInvalid), // the scope of client credentials must end in /.default

  // Workload identity federation
  70021: fatal(e.federationRefused), // no matching federated identity record
  700211: fatal(e.federationRefused), // no federated identity record for the issuer
  700212: fatal(e.federationRefused), // no federated identity record for the audience
  700213: fatal(e.federationRefused), // no federated identity record for the subject
  700236: fatal(e.federationRefused), // issuer of Entra itself is not allowed

  // Tenant and cloud
  90002: fatal(e.tenantNotFound), // tenant not found
  900023: fatal(e.tenantInvalid), // tenant identifier is neither a DNS name nor a GUID
  90038: fatal(e.otherCloud), // tenant belongs to a national cloud
  900382: fatal(e.otherCloud), // confidential client is not supported in a cross-cloud request
  900383: fatal(e.otherCloud), // cross-cloud request is not supported for this tenant
  90072: fatal(e.userRefused), // account does not exist in the tenant
  50194: fatal(e.appNotMultitenant), // application is not configured as a multi-tenant application
  50049: fatal(e.authorityRefused), // unknown or invalid instance
  50050: fatal(e.authorityRefused), // malformed instance

  // Resource, scope and consent
  500011: fatal(e.resourceNotFound), // resource principal not found in the tenant
  50001: fatal(e.resourceNotFound), // resource is disabled or does not exist
  650052: fatal(e.resourceNotFound), // the organisation lacks a service principal for the resource
  70011: fatal(e.scopeInvalid), // scope is not valid
  901002: fatal(e.scopeInvalid), // the 'resource' request parameter is not supported
  65001: fatal(e.consentMissing), // user or administrator has not consented
  65004: fatal(e.consentMissing), // user declined to consent
  90094: fatal(e.consentMissing), // administrator consent is required
  650056: fatal(e.consentMissing), // misconfigured application: permissions not listed or consented
  650057: fatal(e.consentMissing), // resource is not among the requested permissions of the app
  700022: fatal(e.consentMissing), // scopes of more than one resource
  700023: fatal(e.assertionAudience), // audience of the assertion is not the token endpoint

  // People
  53003: fatal(e.conditionalAccess), // access blocked by Conditional Access policies
  50074: fatal(e.interactionRequired), // strong authentication is required
  50076: fatal(e.interactionRequired), // multi-factor authentication is required
  50078: fatal(e.interactionRequired), // multi-factor authentication has expired
  50079: fatal(e.interactionRequired), // multi-factor enrolment is required
  50072: fatal(e.interactionRequired), // multi-factor enrolment is required (second factor)
  50158: fatal(e.interactionRequired), // external security challenge
  50097: fatal(e.conditionalAccess), // device authentication is required
  53000: fatal(e.conditionalAccess), // device is not compliant
  53001: fatal(e.conditionalAccess), // device is not joined to the domain
  530034: fatal(e.conditionalAccess), // delegated administrator is blocked
  50020: fatal(e.userRefused), // account of another identity provider is not in the tenant
  50034: fatal(e.userRefused), // user account does not exist in the directory
  50053: fatal(e.userRefused), // account is locked
  50055: fatal(e.userRefused), // password is expired
  50057: fatal(e.userRefused), // account is disabled
  50105: fatal(e.userRefused), // user is not assigned to a role of the application
  50126: fatal(e.userRefused), // wrong user name or password
  70016: retry(e.signInPending), // device code: authorization is pending
  70018: fatal(e.signInTimeout), // device code: bad verification code
  70019: fatal(e.signInTimeout), // device code: verification code expired
  70008: fatal(e.grantExpired), // refresh token or code expired by inactivity
  700082: fatal(e.grantExpired), // refresh token expired by inactivity
  70043: fatal(e.grantExpired), // refresh token expired by sign-in frequency
  50173: fatal(e.grantExpired), // grant was revoked
  54005: fatal(e.grantExpired), // authorization code was already redeemed
  501481: fatal(e.requestMalformed), // code verifier does not match the code challenge
  50011: fatal(e.redirectRefused), // redirect address does not match
  9002313: fatal(e.requestMalformed), // request is malformed
  900144: fatal(e.requestMalformed), // a required parameter is missing

  // Passing
  90055: retry(e.throttled), // tenant is throttled
  50196: retry(e.throttled), // client request loop detected
  90024: retry(e.unavailable), // request budget exceeded
  90033: retry(e.unavailable), // transient error
  90006: retry(e.unavailable), // external server retryable error
};
