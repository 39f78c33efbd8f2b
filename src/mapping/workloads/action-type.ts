import { addTypes, type Draft } from '../draft.ts';

/** Adds to event.type what the verb of the operation tells. */
export function addTypeOfAction(draft: Draft): void {
  const { action } = draft.document.event;
  const type = action === undefined ? null : draft.remembered.verbs.of(action);
  if (type !== null) addTypes(draft, [type]);
}
