import { rolesOf } from './token-claims.ts';

/** A permission of the Office 365 Management APIs, and the content types that cannot be read without it. */
export interface NeededPermission {
  readonly role: 'ActivityFeed.Read' | 'ActivityFeed.ReadDlp';
  readonly granted: boolean;
}

/**
 * ActivityFeed.Read for everything, ActivityFeed.ReadDlp for DLP.All besides (Management Activity API reference).
 * @returns null where the token does not show its permissions: tokens are the API's business (Entra documentation)
 */
export function neededPermissions(
  token: string,
  contentTypes: readonly string[],
): readonly NeededPermission[] | null {
  if (token.split('.').length !== 3) return null;
  const roles = rolesOf(token);
  const needed = (['ActivityFeed.Read', 'ActivityFeed.ReadDlp'] as const).filter(
    (role) => role === 'ActivityFeed.Read' || contentTypes.includes('DLP.All'),
  );
  return needed.map((role) => ({ role, granted: roles.includes(role) }));
}
