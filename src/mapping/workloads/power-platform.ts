import { addCategories, copyText, type Draft, originalOf, relateUsers } from '../draft.ts';
import { objectsOf } from '../parse/json-value.ts';
import { textsOf } from '../parse/text.ts';
import { addTypeOfAction } from './action-type.ts';
import type { Workload } from './workload.ts';

/** Who may see or use something. */
const SHARING = /share|permission|access(?:request|granted)|adduser|member|role/i;
/** What takes data out. */
const EXPORT = /export|download|print/i;

/** Reports, dashboards and data sets of Power BI. */
export const powerBi: Workload = {
  recordTypes: [20],
  map(draft) {
    classify(draft);
    const application = copyText(draft, 'AppName');
    if (application !== undefined) draft.document.application = { name: application };
    relateUsers(
      draft,
      objectsOf(originalOf(draft, 'SharingInformation')).flatMap((to) => textsOf(to.RecipientEmail)),
    );
    relateUsers(
      draft,
      objectsOf(originalOf(draft, 'MembershipInformation')).flatMap((member) => textsOf(member.MemberEmail)),
    );
  },
};

/** Flows, apps, pages and environments of the Power Platform. */
export const powerPlatform: Workload = {
  recordTypes: [30, 45, 46, 79, 186, 187, 256],
  map(draft) {
    classify(draft);
    if (draft.recordType === 187 || draft.recordType === 256) addCategories(draft, ['configuration']);
    const application = copyText(draft, 'AppName');
    if (application !== undefined) draft.document.application = { name: application };
    relateUsers(draft, originalOf(draft, 'RecipientUPN'));
  },
};

function classify(draft: Draft): void {
  const action = draft.document.event.action ?? '';
  if (SHARING.test(action)) addCategories(draft, ['iam']);
  if (EXPORT.test(action)) addCategories(draft, ['file']);
  addTypeOfAction(draft);
}
