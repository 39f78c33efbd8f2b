import { addCategories, addTypes, copyText, type Draft, moveOut, moveText, reshape } from '../draft.ts';
import { setPresent } from '../set-present.ts';
import { mapServerAddress } from '../steps/addresses.ts';
import type { Workload } from './workload.ts';

/** Cmdlets of Exchange Online administration. */
export const exchangeAdmin: Workload = {
  recordTypes: [1],
  map(draft) {
    mapOrganizationName(draft);
    mapServerAddress(draft, 'OriginatingServer');
  },
};

/** Actions on single mailbox items. */
export const exchangeItem: Workload = {
  recordTypes: [2],
  map(draft) {
    addCategories(draft, ['email']);
    const user = draft.document.user ?? {};
    setPresent(user, 'email', moveText(draft, 'MailboxOwnerUPN'));
    user.id ??= copyText(draft, 'LogonUserSid') ?? '';
    if (user.id === '') delete user.id;
    setPresent(user, 'full_name', moveText(draft, 'LogonUserDisplayName'));
    if (Object.keys(user).length > 0) draft.document.user = user;
    mapOrganizationName(draft);
    mapServerAddress(draft, 'OriginatingServer');
    const processName = moveText(draft, 'ClientProcessName');
    if (processName !== undefined) draft.document.process = { name: processName };
  },
};

/** Actions on several mailbox items at once, told in one record. */
export const exchangeItemAggregated: Workload = {
  recordTypes: [50],
  map(draft) {
    addTypes(draft, ['access']);
    addCategories(draft, ['email']);
    rename(draft, 'Messages', 'ExchangeAggregatedMessages');
    rename(draft, 'Folders', 'ExchangeAggregatedFolders');
  },
};

/** Exchange's own names for these lists clash with those of other schemas. */
function rename(draft: Draft, from: string, to: string): void {
  const value = draft.record[from];
  if (typeof value !== 'object' || value === null || draft.record[to] !== undefined) return;
  moveOut(draft, from);
  reshape(draft, to, value);
}

function mapOrganizationName(draft: Draft): void {
  const name = moveText(draft, 'OrganizationName');
  if (name !== undefined) draft.document.organization = { ...draft.document.organization, name };
}
