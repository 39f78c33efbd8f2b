import type { Route } from '../http/router.ts';
import type { World } from '../world.ts';
import { instanceDiscoveryRoute } from './instance-discovery.ts';
import { openidConfigurationRoute } from './openid-configuration.ts';
import { signingKeysRoute } from './signing-keys.ts';
import { tokenRoutes } from './token-endpoint.ts';

/** Entra ID, as far as a daemon needs it. */
export function entraRoutes(world: World): Route[] {
  return [
    ...tokenRoutes(world),
    openidConfigurationRoute(world),
    instanceDiscoveryRoute(),
    signingKeysRoute(world),
  ];
}
