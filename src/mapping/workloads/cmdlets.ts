import { type ActionMeaning, applyMeaning } from '../actions.ts';
import { copyText, type Draft, originalOf } from '../draft.ts';
import type { EventCategory } from '../ecs-document.ts';
import { isoDate } from '../parse/iso-date.ts';
import { setPresent } from '../set-present.ts';
import { typeOfVerb } from './verbs.ts';
import type { Workload } from './workload.ts';

/** What gives people rights, or says who they are. */
const IDENTITY =
  /^[a-z]+-\w*(?:permission|role|user\b|usersettings|group\b|groupmember|rolegroup|credential|authenticationpolicy)/i;
/** What decides where messages go. */
const MAIL =
  /^[a-z]+-\w*(?:inboxrule|transportrule|connector|sweeprule|journalrule|mailboxjunk|quarantinemessage)/i;
/** `Verb-Noun`, the form of all cmdlets. */
const CMDLET = /^[a-z]+-[a-z]/i;

/** Classification of a cmdlet by its name: what it is about, and what it does. Reading is access, not configuration. */
export function meaningOfCmdlet(action: string): ActionMeaning {
  if (!CMDLET.test(action)) return { category: [], type: [] };
  const verb = typeOfVerb(action);
  const type = verb === undefined ? [] : [verb];
  if (verb === 'access') return { category: [], type };
  const category: EventCategory[] = ['configuration'];
  if (IDENTITY.test(action)) category.push('iam');
  if (MAIL.test(action)) category.push('email');
  return { category, type };
}

/** Adds the meaning of the draft's cmdlet to its event. */
export function classifyCmdlet(draft: Draft): void {
  const { action } = draft.document.event;
  if (action !== undefined) applyMeaning(draft, draft.remembered.cmdlets.of(action));
}

/** Cmdlets of the compliance portal, of the datacenter's operators, of Skype for Business and of Teams administration. */
export const cmdlets: Workload = {
  recordTypes: [10, 18, 23, 57],
  map(draft) {
    classifyCmdlet(draft);
    setPresent(draft.document.event, 'start', isoDate(originalOf(draft, 'StartTime')));
    const approver = copyText(draft, 'ElevationApprover');
    if (approver !== undefined) draft.relatedUsers.push(approver);
  },
};
