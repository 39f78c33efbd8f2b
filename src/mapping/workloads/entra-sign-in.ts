import { addCategories, addTypes, copyText } from '../draft.ts';
import { signInOutcome } from '../outcome.ts';
import { propertyTexts } from '../steps/lists.ts';
import type { Workload } from './workload.ts';

/** Sign-ins through the security token service. */
export const entraSignIn: Workload = {
  recordTypes: [15],
  map(draft) {
    addCategories(draft, ['authentication']);
    addTypes(draft, ['start', 'access']);
    draft.document.event.outcome = signInOutcome({
      operation: draft.document.event.action,
      errorNumber: copyText(draft, 'ErrorNumber') ?? copyText(draft, 'ErrorCode'),
      logonError: copyText(draft, 'LogonError'),
      resultStatus: copyText(draft, 'ResultStatus'),
      resultStatusDetail: propertyTexts(draft, 'ExtendedProperties', 'ResultStatusDetail')[0],
    });
  },
};
