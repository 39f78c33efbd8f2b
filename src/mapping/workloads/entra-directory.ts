import { type ActionMeaning, actionTable, applyMeaning } from '../actions.ts';
import { copyText, type Draft } from '../draft.ts';
import type { EventType } from '../ecs-document.ts';
import type { Workload } from './workload.ts';

/** Changes of the directory: users, groups, roles, applications, policies, devices. */
export const entraDirectory: Workload = {
  recordTypes: [8],
  map(draft) {
    const target = copyText(draft, 'ObjectId');
    if (target !== undefined) draft.document.user = { ...draft.document.user, target: { id: target } };
    classify(draft);
  },
};

/** Saved queries know these three by names of their own. */
const USER_ACCOUNTS = actionTable([
  ['Add user', ['iam'], ['user', 'creation'], 'added-user-account'],
  ['Update user', ['iam'], ['user', 'change'], 'modified-user-account'],
  ['Delete user', ['iam'], ['user', 'deletion'], 'deleted-user-account'],
]);

function classify(draft: Draft): void {
  const { action } = draft.document.event;
  if (action === undefined) return;
  const key = draft.remembered.actionKeys.of(action);
  applyMeaning(draft, USER_ACCOUNTS.get(key) ?? draft.remembered.directory.of(key));
}

/** First word of an operation -> what it does. */
const VERBS: ReadonlyMap<string, EventType> = new Map([
  ['add', 'creation'],
  ['create', 'creation'],
  ['invite', 'creation'],
  ['register', 'creation'],
  ['delete', 'deletion'],
  ['remove', 'deletion'],
  ['hard', 'deletion'],
]);

/** Adding to or removing from something that stays is a change of that something. */
const MEMBERSHIP = /\b(?:member|owner|owners|users|grant|assignment|credentials)\b/;
const CONFIGURATION = /\b(?:policy|domain|company|tenant|directory|partner|branding|settings?)\b/;

/**
 * Classification of a directory operation by its words. Their list is long and open (Entra audit activity reference); the words
 * are few: a verb, and what it is done to.
 */
export function directoryMeaning(key: string): ActionMeaning {
  const verb = VERBS.get(key.slice(0, key.indexOf(' '))) ?? 'change';
  const types: EventType[] = [];
  if (key.includes('role')) types.push('admin');
  if (key.includes('group')) types.push('group');
  else if (key.includes('user')) types.push('user');
  types.push(MEMBERSHIP.test(key) ? 'change' : verb);
  return { category: CONFIGURATION.test(key) ? ['configuration', 'iam'] : ['iam'], type: types };
}
