import { auditRecord, type Json, nameValues, type RecordGenerator } from './audit-record.ts';
import type { Person } from './cast.ts';
import { bareAddress, userAgent } from './network.ts';

/** Operations as they are spelled on the wire: with the full stop, the en dash and the trailing space. */
const OPERATIONS = [
  'Add service principal.',
  'Update application.',
  'Update application – Certificates and secrets management ',
  'Consent to application.',
  'Add member to role.',
  'Add member to group.',
  'Update user.',
  'Reset user password.',
  'Disable Strong Authentication.',
  'Add user.',
  'Delete user.',
  'Set domain authentication.',
] as const;

/** Values are JSON that was printed with line breaks and then put into a string. */
function printed(value: string): string {
  return `[\r\n  ${JSON.stringify(value)}\r\n]`;
}

function modified(operation: string): Json {
  if (operation === 'Consent to application.') {
    const NewValue =
      '[] => [[Id: a1, ClientId: b2, PrincipalId: , ResourceId: c3, ConsentType: AllPrincipals, Scope: User.Read Mail.Read]]';
    return [{ Name: 'ConsentAction.Permissions', NewValue, OldValue: '' }];
  }
  if (operation === 'Add member to role.') {
    return [{ Name: 'Role.DisplayName', NewValue: printed('Global Administrator'), OldValue: '[]' }];
  }
  return [
    { Name: 'Department', NewValue: printed('Finance'), OldValue: printed('Sales') },
    { Name: 'Included Updated Properties', NewValue: 'Department', OldValue: '' },
  ];
}

/** One person under three names; the types are numbers that nobody has published. */
function identities({ upn, puid, objectId }: Person): Json {
  return [
    { ID: upn, Type: 5 },
    { ID: puid, Type: 3 },
    { ID: `User_${objectId}`, Type: 2 },
  ];
}

/** RecordType 8: a change in the directory. */
export const entraDirectory: RecordGenerator = (context) => {
  const { random, cast } = context;
  const operation = random.pick(OPERATIONS);
  const target = random.pick(cast.people);
  const address = random.chance(0.24) ? bareAddress(random) : undefined;
  const agent = JSON.stringify({ 'User-Agent': userAgent(random) });
  return auditRecord(
    context,
    {
      recordType: 8,
      operation,
      workload: 'AzureActiveDirectory',
      userId: cast.admin.upn,
      userKey: random.chance(0.9) ? `${cast.admin.puid}@${cast.domain}` : 'Not Available',
      userType: random.chance(0.9) ? 0 : 4,
    },
    {
      ResultStatus: random.chance(0.92) ? 'Success' : 'Failure',
      ObjectId: random.chance(0.9) ? target.upn : 'Not Available',
      ClientIP: address,
      ActorIpAddress: address,
      AzureActiveDirectoryEventType: 1,
      ExtendedProperties: nameValues({ additionalDetails: agent, extendedAuditEventCategory: 'User' }),
      ModifiedProperties: modified(operation),
      Actor: identities(cast.admin),
      ActorContextId: cast.tenantId,
      InterSystemsId: random.guid(),
      IntraSystemId: random.guid(),
      SupportTicketId: '',
      Target: identities(target),
      TargetContextId: cast.tenantId,
    },
  );
};
