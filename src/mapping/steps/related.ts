import { isJsonObject } from '../../lib/json-object.ts';
import { addEach, addOnce, type Draft, memberOf, originalOf } from '../draft.ts';
import type { RelatedFields } from '../ecs-document.ts';
import { objectsOf } from '../parse/json-value.ts';
import { textOf, textsOf } from '../parse/text.ts';

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
  const related: RelatedFields = {};
  if (relatedIps.length > 0) related.ip = relatedIps;
  if (users.length > 0) related.user = users;
  if (hosts.length > 0) related.hosts = hosts;
  if (hashes.length > 0) related.hash = hashes;
  document.related = related;
}

function relatedUsers(draft: Draft): string[] {
  const { user, file } = draft.document;
  const users = [...draft.relatedUsers];
  addOnce(users, user?.name);
  addOnce(users, user?.target?.name);
  addOnce(users, file?.owner);
  const parameters = memberOf(draft, 'Parameters');
  if (isJsonObject(parameters) && parameters.User !== undefined) addEach(users, textsOf(parameters.User));
  addOnce(users, known(user?.id));
  addOnce(users, known(user?.target?.id));
  addOnce(users, user?.target?.email);
  addOnce(users, user?.email);
  addUserPrincipalNames(users, originalOf(draft, 'Actor'));
  addUserPrincipalNames(users, originalOf(draft, 'Target'));
  return users;
}

/** Number of the kind of an identity that is a user principal name (as observed; the schema gives only the names). */
const USER_PRINCIPAL_NAME = '5';

/** Adds the people among the identities of an actor or a target: applications and services have other kinds. */
function addUserPrincipalNames(users: string[], identities: unknown): void {
  const names = new Set<string>();
  for (const identity of objectsOf(identities)) {
    const id = textOf(identity.ID);
    if (id !== undefined && isPerson(id, identity.Type)) names.add(id);
  }
  if (names.size > 0) addEach(users, [...names]);
}

function isPerson(id: string, kind: unknown): boolean {
  return textOf(kind) === USER_PRINCIPAL_NAME && id.includes('@');
}

/** Entra writes these words where it knows no user; as a related user they would relate everything to everything. */
function known(id: string | undefined): string | undefined {
  return id === 'Not Available' ? undefined : id;
}
