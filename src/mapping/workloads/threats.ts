import { isJsonObject } from '../../lib/json-object.ts';
import { addCategories, addTypes, copyText, type Draft, originalOf, relateUsers } from '../draft.ts';
import { isoDate } from '../parse/iso-date.ts';
import { textOf, wholeNumber } from '../parse/text.ts';
import { extensionOf } from '../parse/url-parts.ts';
import { setPresent } from '../set-present.ts';
import { addMalware } from './mail-threats.ts';
import type { Workload } from './workload.ts';

/** URLClickAction -> what became of the click (Management Activity API schema). */
const CLICK_ACTIONS: ReadonlyMap<string, string> = new Map([
  ['2', 'Blockpage'],
  ['3', 'PendingDetonationPage'],
  ['4', 'BlockPageOverride'],
  ['5', 'PendingDetonationPageOverride'],
]);

/** Clicks on links that Safe Links judged dangerous. */
export const clickedUrls: Workload = {
  recordTypes: [41],
  map(draft) {
    addCategories(draft, ['threat']);
    addTypes(draft, ['indicator']);
    const original = copyText(draft, 'URL') ?? copyText(draft, 'Url');
    if (original !== undefined) draft.document.url = { ...draft.document.url, original };
    const action = copyText(draft, 'URLClickAction') ?? copyText(draft, 'UrlClickAction');
    const description = action === undefined ? undefined : (CLICK_ACTIONS.get(action) ?? action);
    draft.document.threat = {
      indicator: { type: 'url', ...(description === undefined ? {} : { description }) },
    };
    mapLinks(draft);
    const application = copyText(draft, 'AppName');
    if (application !== undefined) draft.document.application = { name: application };
  },
};

/** Files in SharePoint, OneDrive and Teams that Safe Attachments judged. */
export const fileThreats: Workload = {
  recordTypes: [47],
  map(draft) {
    addCategories(draft, ['file', 'threat']);
    addTypes(draft, ['indicator']);
    mapLinks(draft);
    relateUsers(draft, originalOf(draft, 'LastModifiedBy'));
    const indicator = { type: 'file' };
    const verdict = copyText(draft, 'DetectionMethod');
    draft.document.threat = {
      indicator: verdict === undefined ? indicator : { ...indicator, description: verdict },
    };
    const data = originalOf(draft, 'FileData');
    if (!isJsonObject(data)) return;
    mapFileData(draft, data);
    addMalware(draft, [data]);
  },
};

function mapFileData(draft: Draft, data: Readonly<Record<string, unknown>>): void {
  const file = { ...draft.document.file };
  const name = textOf(data.FileName);
  setPresent(file, 'name', name);
  if (name !== undefined) setPresent(file, 'extension', extensionOf(name));
  const path = textOf(data.FilePath);
  if (path?.startsWith('http') === true) draft.document.url = { ...draft.document.url, original: path };
  else setPresent(file, 'path', path);
  const size = wholeNumber(data.FileSize);
  if (size !== undefined && size >= 0) file.size = size;
  const sha256 = textOf(data.SHA256);
  if (sha256 !== undefined) file.hash = { ...file.hash, sha256 };
  setPresent(file, 'inode', textOf(data.DocumentId));
  setPresent(file, 'mtime', isoDate(originalOf(draft, 'LastModifiedDate')));
  if (Object.keys(file).length > 0) draft.document.file = file;
}

/** Automated investigation and response, and what administrators do with its findings. */
export const investigations: Workload = {
  recordTypes: [64, 86, 89],
  map(draft) {
    const { event } = draft.document;
    addCategories(draft, ['threat']);
    setPresent(event, 'start', isoDate(originalOf(draft, 'StartTimeUtc')));
    setPresent(event, 'end', isoDate(originalOf(draft, 'EndTimeUtc')));
    mapLinks(draft);
    for (const name of ['Approver', 'Submitter']) relateUsers(draft, originalOf(draft, name));
  },
};

/** Where the portal shows more of it. */
function mapLinks(draft: Draft): void {
  const link =
    copyText(draft, 'EventDeepLink') ?? copyText(draft, 'DeepLinkUrl') ?? copyText(draft, 'DeeplinkURL');
  setPresent(draft.document.event, 'url', link);
}

/** Simulated attacks on one's own people, and the trainings that follow. */
export const attackSimulation: Workload = {
  recordTypes: [85, 88, 218],
  map(draft) {
    addCategories(draft, draft.recordType === 218 ? ['configuration'] : ['email']);
    const technique = copyText(draft, 'AttackTechnique');
    if (technique !== undefined) draft.document.threat = { technique: { name: technique } };
    const name = copyText(draft, 'UserDisplayName');
    if (name !== undefined) draft.document.user = { ...draft.document.user, full_name: name };
    setPresent(draft.document.event, 'start', isoDate(originalOf(draft, 'TimeData')));
    setPresent(draft.document.event, 'end', isoDate(originalOf(draft, 'EndTimeData')));
  },
};
