import { isManagementResource } from '../clouds.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { World } from '../world.ts';
import { entraError } from './entra-error.ts';
import { requestedUserResource } from './requested-resource.ts';
import { tenantOf } from './tenant-of.ts';

/** Whether a redirect address is registered; the port of this machine does not count (redirect URI restrictions). */
export function isRegistered(redirectUri: string, registered: readonly string[]): boolean {
  const plain = (text: string): string => {
    if (!URL.canParse(text)) return text;
    const url = new URL(text);
    if (url.protocol === 'http:' && url.hostname === 'localhost') url.port = '';
    return url.href.replace(/\/$/, '');
  };
  return registered.some((one) => plain(one) === plain(redirectUri));
}

function redirect(to: string, parameters: Readonly<Record<string, string>>): Reply {
  const url = new URL(to);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { status: 302, headers: { location: url.href }, body: '' };
}

/** The page on which a person accepts or declines; both are links to the same address with a decision. */
function decisionPage({ base, target }: Exchange): Reply {
  const link = (decision: string) =>
    `<a href="${base}${target.replaceAll('&', '&amp;')}&amp;sandbox_decision=${decision}">${decision}</a>`;
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!DOCTYPE html><html><body><p>Sign in as Sandbox Auditor?</p>${link('approve')} ${link('decline')}</body></html>`,
  };
}

function authorize(world: World, exchange: Exchange, tenant: string): Reply {
  const { settings, signIns } = world;
  const { query, at } = exchange;
  const found = tenantOf(tenant, settings);
  if ('code' in found) return entraError(found.code, tenant, at);
  const clientId = query.get('client_id') ?? '';
  if (clientId.toLowerCase() !== settings.clientId.toLowerCase()) return entraError(700016, clientId, at);
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!isRegistered(redirectUri, settings.redirectUris)) return entraError(50011, redirectUri, at);
  const audience = requestedUserResource(query.get('scope') ?? null);
  if (audience === undefined || !isManagementResource(audience)) return entraError(70011, '', at);
  const challenge = query.get('code_challenge');
  if (challenge !== undefined && query.get('code_challenge_method') !== 'S256') {
    return entraError(900144, 'code_challenge_method', at);
  }
  const state = { state: query.get('state') ?? '' };
  const chosen = settings.signIn === 'by-hand' ? query.get('sandbox_decision') : settings.signIn;
  if (chosen === undefined) return decisionPage(exchange);
  if (chosen === 'decline') {
    const text = 'AADSTS65004: User declined to consent to access the app.';
    return redirect(redirectUri, { error: 'access_denied', error_description: text, ...state });
  }
  const grant = { tenantId: found.tenantId, clientId: settings.clientId, audience };
  return redirect(redirectUri, { code: signIns.issueCode({ grant, redirectUri, challenge }, at), ...state });
}

/** The authorization endpoint: where a browser is sent, and from where it is sent back with a code. */
export function authorizeRoute(world: World): Route {
  return {
    operation: 'authorize',
    method: 'GET',
    pattern: /^\/(?<tenant>[^/]+)\/oauth2\/v2\.0\/authorize$/i,
    handle: (exchange, { tenant = '' }) => authorize(world, exchange, tenant),
  };
}
