import { addCategories, addTypes, copyText, originalOf, relateUsers } from '../draft.ts';
import type { EventType } from '../ecs-document.ts';
import { isoDate } from '../parse/iso-date.ts';
import { setPresent } from '../set-present.ts';
import { addEmail, addEmailAddress } from '../steps/mail.ts';
import { mapNamedFile } from './named-file.ts';
import { typeOfVerb } from './verbs.ts';
import type { Workload } from './workload.ts';

/** Sensitivity labels and protection of messages. */
export const mailLabels: Workload = {
  recordTypes: [43, 75],
  map(draft) {
    addCategories(draft, ['email']);
    addTypes(draft, ['change']);
    addEmailAddress(draft, 'from', originalOf(draft, 'Sender'));
    addEmailAddress(draft, 'to', originalOf(draft, 'Receivers'));
    addEmail(draft, 'subject', originalOf(draft, 'ItemName'));
  },
};

/** Sensitivity labels and protection of files, set by people, by policies, and by the information protection client. */
export const fileLabels: Workload = {
  recordTypes: [71, 82, 83, 84, 93, 94, 95, 96, 206, 231, 378],
  map(draft) {
    addCategories(draft, ['file']);
    addTypes(draft, [typeOfLabelAction(draft.document.event.action ?? '')]);
    mapNamedFile(draft, 'ObjectId');
    setPresent(draft.document.event, 'start', isoDate(originalOf(draft, 'LabelAppliedDateTime')));
    const process = copyText(draft, 'ProcessName');
    if (process !== undefined) draft.document.process ??= { name: process };
    for (const name of ['ProtectionOwner', 'SensitivityLabelOwnerEmail'])
      relateUsers(draft, originalOf(draft, name));
  },
};

/** The information protection client is alive. */
export const labelClientHeartbeat: Workload = {
  recordTypes: [97],
  map(draft) {
    const process = copyText(draft, 'ProcessName');
    if (process !== undefined) draft.document.process ??= { name: process };
  },
};

/** Discovering a label is reading it; whatever else is done to it changes the file. */
function typeOfLabelAction(action: string): EventType {
  const type = typeOfVerb(action);
  return type === 'access' || type === 'deletion' ? fileType(action, type) : 'change';
}

/** Removing a label changes the file; only deleting the file deletes it. */
function fileType(action: string, type: 'access' | 'deletion'): EventType {
  return type === 'deletion' && !/file ?delet/i.test(action) ? 'change' : type;
}
