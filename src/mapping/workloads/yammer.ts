import { actionTable } from '../actions.ts';
import { copyText, type Draft, isEmailAddress, moveEmail, moveText, originalOf } from '../draft.ts';
import type { RecipientFields } from '../ecs-document.ts';
import { integerText } from '../parse/text.ts';
import { setPresent } from '../set-present.ts';
import type { Workload } from './workload.ts';

/** Yammer, today Viva Engage. */
export const yammer: Workload = {
  recordTypes: [22],
  actions: actionTable([
    [
      'NetworkConfigurationUpdated,SoftDeleteSettingsUpdated,ProcessProfileFields,SupervisorAdminToggled',
      ['configuration'],
      ['change'],
    ],
    ['NetworkSecurityConfigurationUpdated', ['configuration', 'iam'], ['change', 'admin']],
    ['GroupCreation', ['iam'], ['creation', 'group']],
    ['GroupDeletion', ['iam'], ['deletion', 'group']],
    ['NetworkUserSuspended,UserSuspension', ['iam'], []],
    ['FileCreated,FileUpdateName', ['file'], ['creation']],
    ['FileDownloaded,FileShared,FileUpdateDescription,FileVisited', ['file'], ['access']],
  ]),
  map(draft) {
    const { document } = draft;
    const user = document.user ?? {};
    setPresent(user, 'email', moveEmail(draft, 'ActorUserId'));
    if (user.id === undefined) setPresent(user, 'id', integerText(originalOf(draft, 'ActorYammerUserId')));
    if (Object.keys(user).length > 0) document.user = user;
    const file = document.file ?? {};
    setPresent(file, 'inode', moveText(draft, 'FileId'));
    setPresent(file, 'name', moveText(draft, 'FileName'));
    if (Object.keys(file).length > 0) document.file = file;
    const group = moveText(draft, 'GroupName');
    if (group !== undefined) document.group = { name: group };
    const target: RecipientFields = {};
    setPresent(target, 'id', integerText(moveText(draft, 'TargetYammerUserId')));
    setPresent(target, 'email', targetEmail(draft, target.id));
    if (Object.keys(target).length > 0) document.destination = { ...document.destination, user: target };
  },
};

/** An id that is an address becomes the email later; then the email of somebody else stays where it is. */
function targetEmail(draft: Draft, id = ''): string | undefined {
  const email = copyText(draft, 'TargetUserId');
  if (isEmailAddress(id) && id.toLowerCase() !== email?.toLowerCase()) return undefined;
  return moveText(draft, 'TargetUserId');
}
