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
    const logonError = copyText(draft, 'LogonError');
    if (logonError !== undefined && logonError.toLowerCase() !== 'none')
      draft.document.event.reason = logonError;
    draft.document.event.outcome = signInOutcome({
      operation: draft.document.event.action,
      errorNumber: copyText(draft, 'ErrorNumber') ?? copyText(draft, 'ErrorCode'),
      logonError,
      resultStatus: copyText(draft, 'ResultStatus'),
      resultStatusDetail: propertyTexts(draft, 'ExtendedProperties', 'ResultStatusDetail')[0],
    });
  },
};

/** Sign-ins as they were recorded before the security token service; LoginStatus is 0 for those that succeeded. */
export const entraAccountLogon: Workload = {
  recordTypes: [9],
  map(draft) {
    addCategories(draft, ['authentication']);
    addTypes(draft, ['start', 'access']);
    draft.document.event.outcome = signInOutcome({
      operation: draft.document.event.action,
      errorNumber: copyText(draft, 'LoginStatus') ?? copyText(draft, 'ErrorNumber'),
      logonError: copyText(draft, 'LogonError'),
      resultStatus: copyText(draft, 'ResultStatus'),
      resultStatusDetail: propertyTexts(draft, 'ExtendedProperties', 'ResultStatusDetail')[0],
    });
  },
};

/** Sign-ins to Outlook on the web. */
export const outlookSignIn: Workload = {
  recordTypes: [275],
  map(draft) {
    addCategories(draft, ['authentication', 'session']);
    addTypes(draft, ['start']);
    const token = copyText(draft, 'UniqueTokenIdentifier');
    if (token !== undefined) draft.document.token = { id: token };
    const original = copyText(draft, 'ResourceURL');
    if (original !== undefined) draft.document.url = { ...draft.document.url, original };
  },
};
