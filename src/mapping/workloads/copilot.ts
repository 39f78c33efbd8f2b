import { isJsonObject } from '../../lib/json-object.ts';
import { addCategories, addTypes, copyText, type Draft, memberOf } from '../draft.ts';
import { type JsonObject, objectsOf } from '../parse/json-value.ts';
import { textsOf } from '../parse/text.ts';
import { setPresent } from '../set-present.ts';
import { addTypeOfAction } from './action-type.ts';
import type { Workload } from './workload.ts';

/** What people ask Copilot and other AI applications, and what is read for the answers. */
export const aiInteractions: Workload = {
  recordTypes: [261, 284, 328, 334, 363, 383, 405, 406, 407, 411, 412, 413, 420],
  map(draft) {
    addTypes(draft, ['access']);
    const value = memberOf(draft, 'CopilotEventData');
    const data: JsonObject = isJsonObject(value) ? value : {};
    const application = textsOf(data.AppHost)[0] ?? copyText(draft, 'AppHost') ?? copyText(draft, 'AppName');
    if (application !== undefined) draft.document.application = { name: application };
    mapResources(draft, objectsOf(data.AccessedResources));
  },
};

/** Plug-ins, workspaces, prompt books and agents, and the settings for them. */
export const aiAdministration: Workload = {
  recordTypes: [310, 311, 312, 313, 314, 315, 316, 317, 318, 319, 320, 321, 322, 323, 324, 325, 384],
  map(draft) {
    addCategories(draft, ['configuration']);
    addTypeOfAction(draft);
  },
};

/** Documents and messages that were read for an answer; one is named as a value, several as lists. */
function mapResources(draft: Draft, resources: readonly JsonObject[]): void {
  const urls = distinct(resources.flatMap((resource) => textsOf(resource.SiteUrl)));
  const names = distinct(resources.flatMap((resource) => textsOf(resource.Name)));
  if (urls.length + names.length === 0) return;
  addCategories(draft, ['file']);
  if (names.length > 0) {
    draft.document.file = { ...draft.document.file };
    setPresent(draft.document.file, 'name', single(names));
  }
  const original = single(urls);
  if (original !== undefined) draft.document.url = { ...draft.document.url, original };
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function single(texts: string[]): string | string[] | undefined {
  return texts.length > 1 ? texts : texts[0];
}
