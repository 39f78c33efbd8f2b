import { actionTable } from '../actions.ts';
import { type Draft, moveText } from '../draft.ts';
import { setPresent } from '../set-present.ts';
import type { Workload } from './workload.ts';

/** Operations on files and folders, and sharing of them, in SharePoint and OneDrive. */
export const sharePointFiles: Workload = {
  recordTypes: [6, 14],
  actions: actionTable([
    ['AddedToGroup,RemovedFromGroup', ['iam'], ['group', 'change']],
    ['SiteCollectionAdminAdded,SiteCollectionAdminRemoved', ['iam'], ['admin', 'change']],
  ]),
  map(draft) {
    const { document } = draft;
    const original = moveText(draft, 'ObjectId');
    if (original !== undefined) document.url = { ...document.url, original };
    const file = document.file ?? {};
    setPresent(file, 'directory', moveText(draft, 'SourceRelativeUrl'));
    setPresent(file, 'name', moveText(draft, 'SourceFileName'));
    mapExtension(draft, file);
    if (Object.keys(file).length > 0) document.file = file;
  },
};

/** Sites: permissions, administrators, settings. */
export const sharePointSites: Workload = {
  recordTypes: [4],
  actions: actionTable([
    ['GroupAdded,GroupUpdated,GroupRemoved,AddedToGroup,RemovedFromGroup', ['iam'], ['group', 'change']],
    [
      'SiteCollectionAdminAdded,SiteCollectionAdminRemoved,PermissionLevelAdded,PermissionLevelModified,PermissionLevelRemoved',
      ['iam'],
      ['admin', 'change'],
    ],
    ['SiteCollectionCreated', ['configuration'], ['creation']],
    ['SiteDeleted', ['configuration'], ['deletion']],
    [
      'SharingPolicyChanged,SiteCollectionQuotaModified,NetworkAccessPolicyChanged,DeviceAccessPolicyChanged',
      ['configuration'],
      ['change'],
    ],
  ]),
};

function mapExtension(draft: Draft, file: { extension?: string }): void {
  setPresent(file, 'extension', moveText(draft, 'SourceFileExtension'));
}
