import { actionTable } from '../actions.ts';
import {
  addCategories,
  addTypes,
  copyText,
  type Draft,
  moveEmail,
  moveOut,
  moveText,
  originalOf,
  relateUsers,
  reshape,
} from '../draft.ts';
import { objectsOf } from '../parse/json-value.ts';
import { textsOf } from '../parse/text.ts';
import { setPresent } from '../set-present.ts';
import { mapServerAddress } from '../steps/addresses.ts';
import { addEmail } from '../steps/mail.ts';
import { classifyCmdlet } from './cmdlets.ts';
import type { Workload } from './workload.ts';

/** Cmdlets of Exchange Online administration. */
export const exchangeAdmin: Workload = {
  recordTypes: [1],
  map(draft) {
    classifyCmdlet(draft);
    mapOrganizationName(draft);
    mapServerAddress(draft, 'OriginatingServer');
  },
};

/** What is done in a mailbox (Exchange mailbox audit logging). */
const MAILBOX_ACTIONS = actionTable([
  ['Create', ['email'], ['creation']],
  ['Copy,Move,Update,ApplyRecord,RecordDelete,ApplyPriorityCleanup', ['email'], ['change']],
  ['SoftDelete,HardDelete,MoveToDeletedItems,PriorityCleanupDelete', ['email'], ['deletion']],
  [
    'MailItemsAccessed,MessageBind,FolderBind,AttachmentAccess,SearchQueryInitiatedExchange',
    ['email'],
    ['access'],
  ],
  ['MailboxLogin', ['email', 'authentication'], ['start']],
  ['UpdateInboxRules', ['email', 'configuration'], ['change']],
  [
    'AddFolderPermissions,ModifyFolderPermissions,UpdateFolderPermissions,RemoveFolderPermissions,UpdateCalendarDelegation',
    ['email', 'iam'],
    ['change'],
  ],
]);

/** Actions on single mailbox items. */
export const exchangeItem: Workload = {
  recordTypes: [2],
  actions: MAILBOX_ACTIONS,
  map(draft) {
    addCategories(draft, ['email']);
    for (const name of SENT_AS_MEMBERS) relateUsers(draft, originalOf(draft, name));
    const user = draft.document.user ?? {};
    setPresent(user, 'email', moveEmail(draft, 'MailboxOwnerUPN'));
    const sid = user.id ?? copyText(draft, 'LogonUserSid');
    if (sid !== undefined) user.id = sid;
    setPresent(user, 'full_name', moveText(draft, 'LogonUserDisplayName'));
    if (Object.keys(user).length > 0) draft.document.user = user;
    mapOrganizationName(draft);
    mapServerAddress(draft, 'OriginatingServer');
    const processName = moveText(draft, 'ClientProcessName');
    if (processName !== undefined) draft.document.process = { name: processName };
  },
};

/** Whose name a message was sent in. */
const SENT_AS_MEMBERS = ['SendAsUserSmtp', 'SendOnBehalfOfUserSmtp'];

/** Actions on mailbox items of one folder: deleted, moved, copied. */
export const exchangeItemGroup: Workload = {
  recordTypes: [3],
  actions: MAILBOX_ACTIONS,
  map(draft) {
    addCategories(draft, ['email']);
    relateOwners(draft);
    addMessages(draft, originalOf(draft, 'AffectedItems'));
  },
};

/** Actions on several mailbox items at once, told in one record. */
export const exchangeItemAggregated: Workload = {
  recordTypes: [50],
  map(draft) {
    addTypes(draft, ['access']);
    addCategories(draft, ['email']);
    relateOwners(draft);
    for (const folder of objectsOf(originalOf(draft, 'Folders'))) addMessages(draft, folder.FolderItems);
    rename(draft, 'Messages', 'ExchangeAggregatedMessages');
    rename(draft, 'Folders', 'ExchangeAggregatedFolders');
  },
};

/** The mailboxes concerned can be those of other people. */
function relateOwners(draft: Draft): void {
  for (const name of ['MailboxOwnerUPN', 'DestMailboxOwnerUPN']) {
    relateUsers(draft, originalOf(draft, name));
  }
}

/** Message ids and subjects of items, so that a message is found in whichever record tells of it. */
function addMessages(draft: Draft, items: unknown): void {
  const messageIds = new Set<string>();
  const subjects = new Set<string>();
  for (const item of objectsOf(items)) {
    for (const id of textsOf(item.InternetMessageId)) messageIds.add(id);
    for (const subject of textsOf(item.Subject)) subjects.add(subject);
  }
  addEmail(draft, 'message_id', [...messageIds]);
  addEmail(draft, 'subject', [...subjects]);
}

/** Exchange's own names for these lists clash with those of other schemas. */
function rename(draft: Draft, from: string, to: string): void {
  const value = originalOf(draft, from);
  if (typeof value !== 'object' || value === null || originalOf(draft, to) !== undefined) return;
  moveOut(draft, from);
  reshape(draft, to, value);
}

function mapOrganizationName(draft: Draft): void {
  const name = moveText(draft, 'OrganizationName');
  if (name !== undefined) draft.document.organization = { ...draft.document.organization, name };
}
