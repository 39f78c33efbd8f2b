import { type AuditRecord, auditRecord, type RecordGenerator } from './audit-record.ts';
import { patchyAddress } from './network.ts';

const OPERATIONS = [
  'MemberAdded',
  'MemberRoleChanged',
  'TeamCreated',
  'ChannelAdded',
  'MessageSent',
  'TeamsSessionStarted',
  'BotAddedToTeam',
] as const;

/** RecordType 25: teams, channels, members, chats. */
export const teams: RecordGenerator = (context) => {
  const { random, cast } = context;
  const user = random.pick(cast.people);
  const operation = random.pick(OPERATIONS);
  const team: AuditRecord = {
    CommunicationType: 'Team',
    TeamGuid: `19:${random.hex(32)}@thread.tacv2`,
    TeamName: random.pick(['Finance', 'Incident 42', 'Ferien & Feste']),
    AADGroupId: random.guid(),
    ChannelName: operation === 'ChannelAdded' ? 'General' : undefined,
  };
  const member = random.pick(cast.people);
  const session = operation === 'TeamsSessionStarted';
  return auditRecord(
    context,
    {
      recordType: 25,
      operation,
      workload: 'MicrosoftTeams',
      userId: user.upn,
      userKey: user.objectId,
      userType: 0,
    },
    {
      ClientIP: patchyAddress(random),
      ItemName: session ? undefined : 'team',
      ...(session ? { ObjectId: random.pick(['iOS', 'Windows', 'Web']) } : team),
      Members: operation.startsWith('Member')
        ? [{ DisplayName: member.name, Role: random.int(3), UPN: member.upn }]
        : undefined,
      ExtraProperties: random.chance(0.2) ? [{ Key: 'TimeZone', Value: 'Europe/Oslo' }] : undefined,
    },
  );
};
