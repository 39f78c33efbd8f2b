import { isJsonObject } from '../../lib/json-object.ts';
import { addEach, addOnce, type Draft } from '../draft.ts';
import { textOf } from '../parse/text.ts';
import { propertyTexts } from './lists.ts';

/** related.*: every user, host, address and hash that the document knows, in one place each. */
export function mapRelated(draft: Draft): void {
  const { document, relatedIps } = draft;
  const users = relatedUsers(draft);
  const hosts: string[] = [];
  addOnce(hosts, document.host?.name);
  addOnce(hosts, document.user?.domain);
  addOnce(hosts, document.user?.target?.domain);
  addOnce(hosts, document.source?.domain);
  addOnce(hosts, document.destination?.domain);
  addOnce(hosts, document.url?.domain);
  addOnce(hosts, document.server?.domain);
  addOnce(hosts, document.client?.domain);
  const hashes: string[] = [];
  addOnce(hashes, document.file?.hash?.sha1);
  addOnce(hashes, document.file?.hash?.sha256);
  for (const attachment of document.email?.attachments ?? []) addOnce(hashes, attachment.file.hash?.sha256);
  if (relatedIps.length + users.length + hosts.length + hashes.length === 0) return;
  document.related = {
    ...(relatedIps.length > 0 ? { ip: relatedIps } : {}),
    ...(users.length > 0 ? { user: users } : {}),
    ...(hosts.length > 0 ? { hosts } : {}),
    ...(hashes.length > 0 ? { hash: hashes } : {}),
  };
}

function relatedUsers(draft: Draft): string[] {
  const { user, file } = draft.document;
  const users = [...draft.relatedUsers];
  addOnce(users, user?.name);
  addOnce(users, user?.target?.name);
  addOnce(users, file?.owner);
  addEach(users, propertyTexts(draft, 'Parameters', 'User'));
  addOnce(users, known(user?.id));
  addOnce(users, known(user?.target?.id));
  addOnce(users, user?.target?.email);
  addOnce(users, user?.email);
  addEach(users, userPrincipalNames(draft.record.Actor));
  addEach(users, userPrincipalNames(draft.record.Target));
  return users;
}

/** Number of the kind of an identity that is a user principal name (as observed; the schema gives only the names). */
const USER_PRINCIPAL_NAME = '5';

/** The people among the identities of an actor or a target: applications and services have other kinds. */
function userPrincipalNames(identities: unknown): string[] {
  if (!Array.isArray(identities)) return [];
  return identities.flatMap((identity: unknown) => {
    const id = isJsonObject(identity) ? textOf(identity.ID) : undefined;
    return id !== undefined && isJsonObject(identity) && isPerson(id, identity.Type) ? [id] : [];
  });
}

function isPerson(id: string, kind: unknown): boolean {
  return textOf(kind) === USER_PRINCIPAL_NAME && id.includes('@');
}

/** Entra writes these words where it knows no user; as a related user they would relate everything to everything. */
function known(id: string | undefined): string | undefined {
  return id === 'Not Available' ? undefined : id;
}
