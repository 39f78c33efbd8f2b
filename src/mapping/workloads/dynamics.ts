import { addCategories, addTypes, copyText } from '../draft.ts';
import { typeOfVerb } from './verbs.ts';
import type { Workload } from './workload.ts';

/** Reading messages of the Dynamics 365 web service; the others name what they do. */
const READS = /^(?:retrieve|export|execute|search|query|rollup)/i;

/** Rows of Dynamics 365 (Dataverse): created, read, changed. */
export const dynamics: Workload = {
  recordTypes: [21],
  map(draft) {
    addCategories(draft, ['database']);
    const message = copyText(draft, 'Message') ?? draft.document.event.action ?? '';
    const type = READS.test(message) ? 'access' : typeOfVerb(message);
    if (type !== undefined) addTypes(draft, [type]);
    const original = copyText(draft, 'ItemUrl') ?? copyText(draft, 'InstanceUrl');
    if (original !== undefined) draft.document.url = { ...draft.document.url, original };
  },
};
