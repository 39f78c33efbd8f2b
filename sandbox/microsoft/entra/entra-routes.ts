import type { Route } from '../http/router.ts';
import type { World } from '../world.ts';
import { authorizeRoute } from './authorize.ts';
import { deviceCodeRoutes } from './device-code.ts';
import { instanceDiscoveryRoute } from './instance-discovery.ts';
import { managedIdentityRoutes } from './managed-identity.ts';
import { openidConfigurationRoute } from './openid-configuration.ts';
import { signingKeysRoute } from './signing-keys.ts';
import { tokenRoutes } from './token-endpoint.ts';

/** Entra ID and the identity endpoints of Azure machines, as far as a daemon needs them. */
export function entraRoutes(world: World): Route[] {
  return [
    ...tokenRoutes(world),
    ...deviceCodeRoutes(world),
    authorizeRoute(world),
    ...managedIdentityRoutes(world),
    openidConfigurationRoute(world),
    instanceDiscoveryRoute(),
    signingKeysRoute(world),
  ];
}
