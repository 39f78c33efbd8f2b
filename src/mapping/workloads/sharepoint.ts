import { actionTable } from '../actions.ts';
import { addCategories, copyText, type Draft, moveText, originalOf, relateUsers } from '../draft.ts';
import { setPresent } from '../set-present.ts';
import { addTypeOfAction } from './action-type.ts';
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
    setPresent(file, 'extension', moveText(draft, 'SourceFileExtension'));
    setPresent(file, 'target_path', destination(draft));
    if (Object.keys(file).length > 0) document.file = file;
    mapSharedWith(draft);
  },
};

/** Where a file was copied or moved to, or its new name. */
function destination(draft: Draft): string | undefined {
  const parts = [copyText(draft, 'DestinationRelativeUrl'), copyText(draft, 'DestinationFileName')];
  const path = parts.filter((part) => part !== undefined).join('/');
  return path === '' ? undefined : path;
}

/** Kinds of TargetUserOrGroupType that are groups; the others are people. */
const GROUP = /group/i;

/** Whom something was shared with. */
function mapSharedWith(draft: Draft): void {
  relateUsers(draft, originalOf(draft, 'UserSharedWith'));
  const name = copyText(draft, 'TargetUserOrGroupName');
  if (name === undefined) return;
  if (GROUP.test(copyText(draft, 'TargetUserOrGroupType') ?? '')) draft.document.group = { name };
  else relateUsers(draft, name);
}

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
    [
      'UserAddedToGroup,UserRemovedFromGroup,AccessRequestApproved,AccessInvitationAccepted',
      ['iam'],
      ['change'],
    ],
    ['AccessRequestCreated,AccessInvitationCreated', ['iam'], ['creation']],
    ['AccessRequestRejected,AccessInvitationRevoked,AccessInvitationUpdated', ['iam'], ['change']],
    [
      'SecondaryMySiteOwnerSet,SiteAdminChangeRequest,SSOUserCredentialsSet,SSOGroupCredentialsSet',
      ['iam'],
      ['change'],
    ],
    [
      'SiteCollectionCreated,AppCatalogCreated,SendToConnectionAdded,ContainerTypeCreated,TenantWideThemeCreated,' +
        'CreateSSOApplication',
      ['configuration'],
      ['creation'],
    ],
    [
      'SiteDeleted,SitePermanentlyDeleted,SendToConnectionRemoved,ContainerTypeDeleted,TenantWideThemeDeleted,' +
        'DeleteSSOApplication,AuditPolicyRemoved',
      ['configuration'],
      ['deletion'],
    ],
    [
      'SharingPolicyChanged,SiteCollectionQuotaModified,NetworkAccessPolicyChanged,DeviceAccessPolicyChanged,' +
        'AuditPolicyUpdate,AllowGroupCreationSet,ExemptUserAgentSet,CustomizeExemptUsers,ManagedSyncClientAllowed,' +
        'UnmanagedSyncClientBlocked,SiteRenamed,SiteRestored,FeatureActivated,FeatureDeactivated,UpdateSSOApplication,' +
        'ConnectedSiteSettingModified,MaxQuotaModified,MaxResourceUsageModified,ContainerTypeUpdated,' +
        'ContainerTypeOwnersUpdated,TenantWideThemeUpdated,CollaborationTypeModified,LegacyWorkflowEnabledSet,' +
        'OfficeOnDemandSet,PeopleResultsScopeSet,PreviewModeEnabledSet,SearchCenterUrlSet,QuotaWarningEnabledModified',
      ['configuration'],
      ['change'],
    ],
    ['eDiscoveryHoldApplied,eDiscoveryHoldRemoved', ['configuration'], ['change']],
    ['eDiscoverySearchPerformed,SearchQueryPerformed', ['file'], ['access']],
  ]),
};

/** Columns and content types decide what all items of a list or site hold. */
const CONFIGURATION: ReadonlySet<number> = new Set([55, 56]);

/** Lists, their items, columns and comments. ObjectId is an address or a path, and stays where it is. */
export const sharePointLists: Workload = {
  recordTypes: [36, 37, 54, 55, 56, 102],
  map(draft) {
    if (CONFIGURATION.has(draft.recordType)) addCategories(draft, ['configuration']);
    addTypeOfAction(draft);
    const original = copyText(draft, 'ObjectId');
    if (original?.startsWith('http') === true) draft.document.url = { ...draft.document.url, original };
  },
};
