import { addCategories, addTypes, type Draft, originalOf, reshape } from './draft.ts';
import type { EventCategory, EventType } from './ecs-document.ts';

/** What an action adds to the event's classification; `action` replaces event.action where saved queries know another name. */
export interface ActionMeaning {
  readonly category: readonly EventCategory[];
  readonly type: readonly EventType[];
  readonly action?: string;
}

export type ActionTable = ReadonlyMap<string, ActionMeaning>;

type ActionRow = readonly [
  actions: string,
  category: readonly EventCategory[],
  type: readonly EventType[],
  action?: string,
];

/** The name under which an action is looked up: case, blanks around it and a closing full stop do not matter. */
export function actionKey(action: string): string {
  const trimmed = action.trim();
  return (trimmed.endsWith('.') ? trimmed.slice(0, -1) : trimmed).toLowerCase();
}

/** A table from rows; the actions of a row are separated by commas. */
export function actionTable(rows: readonly ActionRow[]): ActionTable {
  const table = new Map<string, ActionMeaning>();
  for (const [actions, category, type, action] of rows) {
    const meaning = { category, type, ...(action === undefined ? {} : { action }) };
    for (const name of actions.split(',')) table.set(actionKey(name), meaning);
  }
  return table;
}

/** Applies what the table knows about the draft's action; false when it knows nothing. */
export function applyAction(draft: Draft, key: string, table: ActionTable): boolean {
  const meaning = table.get(key);
  if (meaning === undefined) return false;
  applyMeaning(draft, meaning);
  return true;
}

/** Adds the meaning to the event. An operation that gets another name as event.action is found under o365.audit by its own. */
export function applyMeaning(draft: Draft, meaning: ActionMeaning): void {
  addCategories(draft, meaning.category);
  addTypes(draft, meaning.type);
  if (meaning.action === undefined) return;
  draft.document.event.action = meaning.action;
  reshape(draft, 'Operation', originalOf(draft, 'Operation'));
}
