import { type Draft, isEmailAddress } from '../draft.ts';
import type { IdentityFields } from '../ecs-document.ts';

/** Completes every identity of the document: an id with exactly one @ is an e-mail address of a name and a domain. */
export function splitIdentities(draft: Draft): void {
  const { user, source, destination } = draft.document;
  splitIdentity(user);
  splitIdentity(user?.target);
  splitIdentity(source?.user);
  if (destination?.user !== undefined) splitIdentity(destination.user);
}

/** Guests (`x_y#EXT#@tenant`) are split like everybody; SIDs, `NT AUTHORITY\...` and application names are left alone. */
function splitIdentity(
  identity: (Omit<IdentityFields, 'email'> & { email?: string | string[] }) | undefined,
): void {
  const id = identity?.id;
  if (identity === undefined || id === undefined) return;
  if (!isEmailAddress(id)) return;
  const at = id.indexOf('@');
  identity.email = id;
  if (at > 0) identity.name = id.slice(0, at);
  if (at < id.length - 1) identity.domain = id.slice(at + 1);
}
