import { copyText } from '../draft.ts';
import type { Workload } from './workload.ts';

/** Sites that Microsoft Edge's content filter met. */
export const webFilter: Workload = {
  recordTypes: [359],
  map(draft) {
    const domain = copyText(draft, 'DomainURL');
    const path = copyText(draft, 'URLPath');
    if (domain !== undefined || path !== undefined) {
      draft.document.url = {
        ...(domain === undefined ? {} : { domain }),
        ...(path === undefined ? {} : { path }),
        ...draft.document.url,
      };
    }
    const category = copyText(draft, 'Category');
    if (category !== undefined) draft.document.rule = { category };
  },
};
