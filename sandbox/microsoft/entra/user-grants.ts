import { hash } from 'node:crypto';
import type { Exchange } from '../http/exchange.ts';
import { jsonReply, type Reply } from '../http/reply.ts';
import type { World } from '../world.ts';
import { type EntraErrorCode, entraError } from './entra-error.ts';
import type { UserGrant } from './sign-in-book.ts';
import { userTokens } from './user-tokens.ts';

/** One request for a person's tokens. */
export interface UserRequest {
  readonly world: World;
  readonly exchange: Exchange;
  readonly form: URLSearchParams;
  readonly tenantId: string;
}

type Outcome = UserGrant | { readonly code: EntraErrorCode } | { readonly reply: Reply };

/** What polling for a device code comes to, other than a grant. */
const POLLS = {
  unknown: { code: 70018 },
  expired: { code: 70019 },
  pending: { code: 70016 },
  // An error of RFC 8628 that has no AADSTS number.
  slow_down: {
    reply: jsonReply(400, { error: 'slow_down', error_description: 'Poll less often.' }),
  },
  declined: {
    reply: jsonReply(400, { error: 'authorization_declined', error_description: 'The user has declined.' }),
  },
} as const satisfies Record<string, Outcome>;

function byDeviceCode({ world, exchange, form }: UserRequest): Outcome {
  const polled = world.signIns.poll(form.get('device_code') ?? '', exchange.at);
  return typeof polled === 'string' ? POLLS[polled] : polled;
}

function byCode({ world, exchange, form }: UserRequest): Outcome {
  const flow = world.signIns.redeemCode(form.get('code') ?? '', exchange.at);
  if (flow === 'used') return { code: 54005 };
  if (typeof flow === 'string') return { code: 70008 };
  if (form.get('redirect_uri') !== flow.redirectUri) return { code: 50011 };
  const challenge = hash('sha256', form.get('code_verifier') ?? '', 'base64url');
  return flow.challenge === undefined || challenge === flow.challenge ? flow.grant : { code: 501481 };
}

function byRefreshToken({ world, exchange, form }: UserRequest): Outcome {
  const { refreshTokensOnce } = world.settings;
  const used = world.signIns.useRefreshToken(form.get('refresh_token') ?? '', exchange.at, refreshTokensOnce);
  if (used === 'revoked') return { code: 50173 };
  return used === 'expired' ? { code: 700082 } : used;
}

const GRANTS = new Map<string, (request: UserRequest) => Outcome>([
  ['urn:ietf:params:oauth:grant-type:device_code', byDeviceCode],
  // What MSAL for Node sends.
  ['device_code', byDeviceCode],
  ['authorization_code', byCode],
  ['refresh_token', byRefreshToken],
]);

export function isUserGrant(grantType: string): boolean {
  return GRANTS.has(grantType);
}

/** Answers a request for a person's tokens. The app may be a public one; a secret that it sends must be right. */
export function answerUserGrant(grantType: string, request: UserRequest): Reply {
  const { world, exchange, form, tenantId } = request;
  const { clientId, clientSecret } = world.settings;
  const refuse = (code: EntraErrorCode, detail = ''): Reply => entraError(code, detail, exchange.at);
  const given = form.get('client_id') ?? '';
  if (given.toLowerCase() !== clientId.toLowerCase()) return refuse(700016, given);
  const secret = form.get('client_secret');
  if (secret !== null && secret !== clientSecret) return refuse(7000215, given);
  const outcome = GRANTS.get(grantType)?.(request) ?? { code: 70003 };
  if ('reply' in outcome) return outcome.reply;
  if ('code' in outcome) return refuse(outcome.code);
  return outcome.tenantId === tenantId ? userTokens(world, outcome, exchange.base) : refuse(50173);
}
