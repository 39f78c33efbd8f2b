import { addCategories, addTypes, copyText, markAlert, originalOf } from '../draft.ts';
import { isoDate } from '../parse/iso-date.ts';
import { setPresent } from '../set-present.ts';
import { severityOf } from '../severity.ts';
import type { Workload } from './workload.ts';

/** Risks that Microsoft Entra ID Protection sees in a sign-in or a user. */
export const entraRisk: Workload = {
  recordTypes: [294],
  map(draft) {
    const { document } = draft;
    markAlert(draft);
    addCategories(draft, ['iam', 'threat']);
    addTypes(draft, ['user', 'indicator']);
    setPresent(document.event, 'severity', severityOf(copyText(draft, 'RiskLevel')));
    setPresent(document.event, 'reason', copyText(draft, 'RiskDetail'));
    setPresent(document.event, 'start', isoDate(originalOf(draft, 'ActivityDateTime')));
    const name = copyText(draft, 'RiskEventType');
    if (name !== undefined) {
      document.rule = { name };
      document.message = name;
    }
    const fullName = copyText(draft, 'UserDisplayName');
    if (fullName !== undefined) document.user = { ...document.user, full_name: fullName };
  },
};
