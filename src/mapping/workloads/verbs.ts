import type { EventType } from '../ecs-document.ts';

/**
 * What an operation does, by the verb in its name. Names are open-ended (Microsoft adds some every month), but nearly all are
 * a verb with its object (`CreateFlow`, `Set-Mailbox`) or the other way round (`PlanListRead`, `ListColumnCreated`).
 */
export function typeOfVerb(action: string): EventType | undefined {
  const words = action.length > MAX_LENGTH ? [] : (action.match(WORD) ?? []);
  const last = words.at(-1) ?? '';
  // In `ListItemCreated` the list is no verb: the participle at the end tells more than the word in front.
  const order = last.endsWith('ed') ? [last, ...words] : [words[0], last, ...words];
  return order.map(meaningOf).find((type) => type !== undefined);
}

/** No operation has a longer name. */
const MAX_LENGTH = 200;

/** Words of a name in capitals, with blanks or with hyphens; abbreviations stay together. */
const WORD = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g;

const VERBS: readonly (readonly [verbs: string, type: EventType])[] = [
  [
    'access accessed view viewed read get got list listed search searched query queried preview previewed',
    'access',
  ],
  [
    'download downloaded export exported open opened print printed click clicked discover find visited',
    'access',
  ],
  [
    'create created add added new install installed upload uploaded copy copied import imported clone',
    'creation',
  ],
  ['invite invited register registered submit submitted generate generated', 'creation'],
  ['delete deleted remove removed uninstall uninstalled purge purged recycled discard discarded', 'deletion'],
  ['update updated set edit edited modify modified change changed rename renamed move moved', 'change'],
  ['enable enabled disable disabled publish published share shared restore restored apply applied', 'change'],
  ['start started', 'start'],
  ['stop stopped end ended cancel cancelled canceled', 'end'],
  [
    'assign assigned unassign unassigned approve approved reject rejected grant granted revoke revoked',
    'change',
  ],
  ['activate activated deactivate deactivated complete completed release released transfer', 'change'],
  ['block blocked unblock unblocked upgrade downgrade accept accepted put patch reset write', 'change'],
];

const MEANINGS: ReadonlyMap<string, EventType> = new Map(
  VERBS.flatMap(([verbs, type]) => verbs.split(' ').map((verb) => [verb, type] as const)),
);

function meaningOf(word: string | undefined): EventType | undefined {
  return word === undefined ? undefined : MEANINGS.get(word.toLowerCase());
}
