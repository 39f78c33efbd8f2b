import { actionTable } from '../actions.ts';
import { copyText, moveText, originalOf, relateUsers } from '../draft.ts';
import { objectsOf } from '../parse/json-value.ts';
import { textsOf } from '../parse/text.ts';
import type { Workload } from './workload.ts';

/** Teams, channels, chats and their members. */
export const teams: Workload = {
  recordTypes: [25],
  actions: actionTable([
    ['TeamCreated', ['iam'], ['group', 'creation'], 'added-group-account-to'],
    ['TeamDeleted', ['iam'], ['group', 'deletion']],
    ['MemberAdded', ['iam'], ['group', 'change'], 'added-users-to-group'],
    ['MemberRemoved,MemberRoleChanged', ['iam'], ['group', 'change']],
    ['Delete user', ['iam'], ['user', 'deletion'], 'deleted-user-account'],
    ['TeamSettingChanged,ChannelSettingChanged,TeamsTenantSettingChanged', ['configuration'], ['change']],
    ['ChannelAdded,TabAdded,BotAddedToTeam,ConnectorAdded,AppInstalled', ['configuration'], ['creation']],
    [
      'ChannelDeleted,TabRemoved,BotRemovedFromTeam,ConnectorRemoved,AppUninstalled',
      ['configuration'],
      ['deletion'],
    ],
    [
      'TabUpdated,ConnectorUpdated,AppUpgraded,AppPublishedToCatalog,AppUpdatedInCatalog',
      ['configuration'],
      ['change'],
    ],
    [
      'ChannelOwnerResponded,InviteeResponded,SensitivityLabelApplied,SensitivityLabelChanged',
      ['iam'],
      ['change'],
    ],
    ['TeamsSessionStarted', ['session'], ['start']],
    ['TeamsSessionEnded', ['session'], ['end']],
    ['ChatCreated,MessageSent,MessageCreatedHasLink,MessageCreation,MeetingDetail', [], ['creation']],
    ['MessageUpdated,MessageEditedHasLink,ChatUpdated', [], ['change']],
    ['MessageDeleted', [], ['deletion']],
    ['ChatRetrieved,MessagesListed,MessageRead,MessageHostedContentRead,ViewedApprovals', [], ['access']],
  ]),
  map(draft) {
    const group = moveText(draft, 'TeamName');
    const groupId = copyText(draft, 'AADGroupId');
    if (group !== undefined || groupId !== undefined) {
      draft.document.group = {
        ...(groupId === undefined ? {} : { id: groupId }),
        ...(group === undefined ? {} : { name: group }),
      };
    }
    relateUsers(draft, originalOf(draft, 'Invitee'));
    if (draft.document.event.action === 'deleted-user-account') {
      const target = moveText(draft, 'ObjectId');
      if (target !== undefined) draft.document.user = { ...draft.document.user, target: { id: target } };
    }
    relateUsers(
      draft,
      objectsOf(originalOf(draft, 'Members')).flatMap((member) => textsOf(member.UPN)),
    );
  },
};
