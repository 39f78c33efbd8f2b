import { isManagementResource } from '../clouds.ts';
import type { Exchange } from '../http/exchange.ts';
import { jsonReply, type Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { World } from '../world.ts';
import { entraError } from './entra-error.ts';
import { requestedUserResource } from './requested-resource.ts';
import { tenantOf } from './tenant-of.ts';

function startDeviceCode(world: World, exchange: Exchange, tenant: string): Reply {
  const { settings, signIns } = world;
  const found = tenantOf(tenant, settings);
  if ('code' in found) return entraError(found.code, tenant, exchange.at);
  const form = new URLSearchParams(exchange.body);
  const clientId = form.get('client_id');
  if (clientId === null) return entraError(900144, 'client_id', exchange.at);
  if (clientId.toLowerCase() !== settings.clientId.toLowerCase()) {
    return entraError(700016, clientId, exchange.at);
  }
  const audience = requestedUserResource(form.get('scope'));
  if (audience === undefined) return entraError(70011, form.get('scope') ?? '', exchange.at);
  if (!isManagementResource(audience)) return entraError(500011, audience, exchange.at);
  const lifetimeMs = settings.deviceCodeLifetimeSeconds * 1000;
  const intervalMs = settings.deviceCodeIntervalSeconds * 1000;
  const grant = { tenantId: found.tenantId, clientId: settings.clientId, audience };
  const { deviceCode, userCode } = signIns.startDevice(grant, exchange.at, { lifetimeMs, intervalMs });
  if (settings.signIn !== 'by-hand') signIns.decide(userCode, settings.signIn, exchange.at);
  const verificationUri = `${exchange.base}/common/oauth2/deviceauth`;
  return jsonReply(200, {
    user_code: userCode,
    device_code: deviceCode,
    verification_uri: verificationUri,
    expires_in: settings.deviceCodeLifetimeSeconds,
    interval: settings.deviceCodeIntervalSeconds,
    message: `To sign in, open the page ${verificationUri} and enter the code ${userCode}.`,
  });
}

function page(status: number, text: string): Reply {
  const form =
    '<form method="post"><input name="user_code"><button name="action" value="approve">Accept</button><button name="action" value="decline">Decline</button></form>';
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!DOCTYPE html><html><body><p>${text}</p>${form}</body></html>`,
  };
}

function decideDeviceCode({ signIns }: World, { body, at }: Exchange): Reply {
  const form = new URLSearchParams(body);
  const decision = form.get('action') === 'decline' ? 'decline' : 'approve';
  const isKnown = signIns.decide(form.get('user_code') ?? '', decision, at);
  return isKnown ? page(200, 'Done. You can close this window.') : page(404, 'That code did not work.');
}

/** The device authorization grant: the start for the app, and the page for the person. */
export function deviceCodeRoutes(world: World): Route[] {
  const pagePattern = /^\/common\/oauth2\/deviceauth$/i;
  return [
    {
      operation: 'device-code',
      method: 'POST',
      pattern: /^\/(?<tenant>[^/]+)\/oauth2\/v2\.0\/devicecode$/i,
      handle: (exchange, { tenant = '' }) => startDeviceCode(world, exchange, tenant),
    },
    {
      operation: 'device-page',
      method: 'GET',
      pattern: pagePattern,
      handle: () => page(200, 'Enter the code that the app shows.'),
    },
    {
      operation: 'device-decision',
      method: 'POST',
      pattern: pagePattern,
      handle: (exchange) => decideDeviceCode(world, exchange),
    },
  ];
}
