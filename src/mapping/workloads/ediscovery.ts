import { addCategories, copyText, originalOf } from '../draft.ts';
import { isoDate } from '../parse/iso-date.ts';
import { setPresent } from '../set-present.ts';
import { addTypeOfAction } from './action-type.ts';
import type { Workload } from './workload.ts';

/** Who may work on a case. */
const MEMBERSHIP = /member|permission|admin|role/i;
/** What takes content out of mailboxes and sites, or reads it there. */
const CONTENT = /search|export|download|preview|view|annotat|reviewset/i;

/** Searches, holds, exports and cases of eDiscovery. */
export const eDiscovery: Workload = {
  recordTypes: [24, 31, 333],
  map(draft) {
    const action = draft.document.event.action ?? '';
    addCategories(draft, [MEMBERSHIP.test(action) ? 'iam' : CONTENT.test(action) ? 'file' : 'configuration']);
    addTypeOfAction(draft);
    setPresent(draft.document.event, 'start', isoDate(originalOf(draft, 'StartTime')));
    setPresent(draft.document.event, 'end', isoDate(originalOf(draft, 'EndTime')));
    const group = copyText(draft, 'CaseName');
    if (group !== undefined) draft.document.group = { name: group };
  },
};
