import { actionTable } from '../actions.ts';
import { addCategories, addTypes, copyText, originalOf } from '../draft.ts';
import type { EventType } from '../ecs-document.ts';
import { outcomeOf } from '../outcome.ts';
import { semicolonList } from '../parse/text.ts';
import { addEmailAddress } from '../steps/mail.ts';
import type { Workload } from './workload.ts';

/** RequestType -> what is done to the message (Management Activity API schema, Quarantine). */
const REQUEST_TYPES: ReadonlyMap<string, EventType> = new Map([
  ['0', 'access'], // preview
  ['1', 'deletion'],
  ['2', 'change'], // release
  ['3', 'access'], // export
  ['4', 'access'], // view header
  ['5', 'change'], // request of a release
]);

/** Messages in quarantine: looked at, released, deleted. */
export const quarantine: Workload = {
  recordTypes: [65],
  actions: actionTable([
    ['QuarantinePreviewMessage,QuarantineViewMessageHeader,QuarantineExportMessage', ['email'], ['access']],
    ['QuarantineDeleteMessage', ['email'], ['deletion']],
    ['QuarantineReleaseMessage,QuarantineRequestReleaseMessage', ['email'], ['change']],
  ]),
  map(draft) {
    addCategories(draft, ['email']);
    const type = REQUEST_TYPES.get(copyText(draft, 'RequestType') ?? '');
    if (type !== undefined) addTypes(draft, [type]);
    addEmailAddress(draft, 'to', semicolonList(originalOf(draft, 'ReleaseTo')));
  },
};

/** Encrypted messages read in the portal by people without a mailbox that could. */
export const messagePortal: Workload = {
  recordTypes: [154],
  map(draft) {
    addCategories(draft, ['email']);
    addTypes(draft, ['access']);
    addEmailAddress(draft, 'from', originalOf(draft, 'Sender'));
    addEmailAddress(draft, 'to', originalOf(draft, 'Recipient'));
    const status = copyText(draft, 'AuthenticationStatus') ?? copyText(draft, 'OperationStatus');
    if (status !== undefined) draft.document.event.outcome = outcomeOf(status);
  },
};
