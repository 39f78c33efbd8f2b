import { isJsonObject } from '../../lib/json-object.ts';
import {
  addCategories,
  addTypes,
  copyText,
  type Draft,
  markAlert,
  memberOf,
  moveOut,
  moveText,
} from '../draft.ts';
import type { EventCategory, RuleFields } from '../ecs-document.ts';
import { textsOf } from '../parse/text.ts';
import { setPresent } from '../set-present.ts';
import type { Workload } from './workload.ts';

/** Alerts of the security and compliance portal. */
export const alerts: Workload = {
  recordTypes: [40],
  map(draft) {
    const { document } = draft;
    markAlert(draft);
    const category = copyText(draft, 'Category');
    if (category !== undefined) addCategories(draft, CATEGORIES.get(category.toLowerCase()) ?? []);
    mapEntity(draft);
    const name = moveText(draft, 'Name');
    setPresent(document, 'message', name);
    const rule: RuleFields = {};
    setPresent(rule, 'name', name);
    setPresent(rule, 'id', moveText(draft, 'PolicyId'));
    setPresent(rule, 'category', moveText(draft, 'Category'));
    setPresent(rule, 'ruleset', moveText(draft, 'EntityType'));
    setPresent(rule, 'description', moveText(draft, 'AlertEntityId'));
    const links = linksOf(memberOf(draft, 'AlertLinks'));
    if (links.length > 0) {
      rule.reference = links;
      forgetLinks(draft);
    }
    if (Object.keys(rule).length > 0) document.rule = rule;
  },
};

/** Alerts of Defender for Cloud Apps and Defender for Endpoint. */
export const defenderAlerts: Workload = {
  recordTypes: [78, 98],
  map(draft) {
    const { document } = draft;
    markAlert(draft);
    addCategories(draft, ['threat']);
    addTypes(draft, ['indicator']);
    const name = copyText(draft, 'Name') ?? copyText(draft, 'AlertDisplayName') ?? copyText(draft, 'Title');
    setPresent(document, 'message', name);
    const rule: RuleFields = {};
    setPresent(rule, 'name', name);
    setPresent(rule, 'id', copyText(draft, 'PolicyId'));
    setPresent(rule, 'category', copyText(draft, 'Category'));
    if (Object.keys(rule).length > 0) document.rule = rule;
    mapEntity(draft);
  },
};

/** Category of an alert policy (in lower case) -> event.category. */
const CATEGORIES: ReadonlyMap<string, readonly EventCategory[]> = new Map([
  ['accessgovernance', ['iam']],
  ['datagovernance', ['file']],
  ['datalossprevention', ['file']],
  ['threatmanagement', ['malware']],
]);

/** The entity that the alert is about, where it is a person. */
function mapEntity(draft: Draft): void {
  const entity = copyText(draft, 'AlertEntityId');
  const kind = copyText(draft, 'EntityType')?.toLowerCase();
  if (entity === undefined) return;
  if (kind === 'user') {
    draft.document.user ??= {};
    draft.document.user.id ??= entity;
    draft.relatedUsers.push(entity);
  } else if (kind === 'recipients' || kind === 'sender') {
    draft.document.user ??= {};
    draft.document.user.email ??= entity;
  }
}

/** Addresses of links, each of which is an address or an object that holds one. */
function linksOf(value: unknown): string[] {
  const links: readonly unknown[] = Array.isArray(value) ? value : [value];
  return links.flatMap((link) => textsOf(isJsonObject(link) ? link.AlertLinkHref : link));
}

/** The links move only when each of them is a plain address. */
function forgetLinks(draft: Draft): void {
  const links = memberOf(draft, 'AlertLinks');
  if (!Array.isArray(links) || !links.every((link) => typeof link === 'string')) return;
  moveOut(draft, 'AlertLinks');
}
