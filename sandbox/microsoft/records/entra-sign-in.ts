import type { Random } from '../random.ts';
import { type AuditRecord, auditRecord, nameValues, type RecordGenerator } from './audit-record.ts';
import { bareAddress, userAgent } from './network.ts';

/** ErrorNumber, which is a string on the wire, and LogonError (Entra authentication and authorization error codes). */
const FAILURES = [
  ['50126', 'InvalidUserNameOrPassword'],
  ['50053', 'IdsLocked'],
  ['50074', 'UserStrongAuthClientAuthNRequired'],
  ['50072', 'UserStrongAuthEnrollmentRequiredInterrupt'],
  ['53003', 'BlockedByConditionalAccess'],
  ['50140', 'KmsiInterrupt'],
] as const;

const APPS = [
  ['89bee1f7-5e6e-4d8a-9f3d-ecd601259da7', '00000003-0000-0000-c000-000000000000'],
  ['1fec8e78-bce4-4aaf-ab1b-5451cc387264', '00000003-0000-0ff1-ce00-000000000000'],
  ['04b07795-8ddb-461a-bbee-02f9e1bf7b46', '797f4846-ba00-4fd7-ba43-dac1f8f63013'],
] as const;

type Failure = (typeof FAILURES)[number];

/** What the request and the device tell of themselves. */
function circumstances(random: Random, failure: Failure | undefined): AuditRecord {
  const device = nameValues({
    OS: random.pick(['Windows 10', 'MacOs', 'Ios 17.5', 'Linux']),
    BrowserType: random.pick(['Edge', 'Chrome', 'Firefox', 'Safari']),
    IsCompliantAndManaged: 'False',
    SessionId: random.guid(),
  });
  return {
    ExtendedProperties: nameValues({
      ResultStatusDetail: failure === undefined ? 'Success' : 'UserError',
      UserAgent: userAgent(random),
      UserAuthenticationMethod: '1',
      RequestType: random.pick(['OAuth2:Authorize', 'Login:login', 'OAuth2:Token']),
    }),
    DeviceProperties: random.chance(0.73) ? device : undefined,
    ErrorNumber: failure?.[0] ?? '0',
    LogonError: failure?.[1],
  };
}

/** RecordType 15: somebody signed in, or could not. */
export const entraSignIn: RecordGenerator = (context) => {
  const { random, cast } = context;
  const user = random.pick(cast.people);
  const failure = random.chance(0.3) ? random.pick(FAILURES) : undefined;
  const [ApplicationId, resource] = random.pick(APPS);
  const address = bareAddress(random);
  const operation = failure === undefined ? 'UserLoggedIn' : 'UserLoginFailed';
  const who = { userId: user.upn, userKey: user.objectId, userType: 0 };
  return auditRecord(
    context,
    { recordType: 15, operation, workload: 'AzureActiveDirectory', ...who },
    {
      // A failed sign-in may well say Success here: it is the result of the request, not of the logon.
      ResultStatus: failure !== undefined && random.chance(0.3) ? 'Failed' : 'Success',
      ClientIP: address,
      ObjectId: resource,
      AzureActiveDirectoryEventType: 1,
      ModifiedProperties: [],
      Actor: [
        { ID: user.objectId, Type: 0 },
        { ID: user.upn, Type: 5 },
      ],
      ActorContextId: cast.tenantId,
      ActorIpAddress: address,
      InterSystemsId: random.guid(),
      IntraSystemId: random.guid(),
      SupportTicketId: '',
      Target: [{ ID: resource, Type: 0 }],
      TargetContextId: cast.tenantId,
      ApplicationId,
      ...circumstances(random, failure),
    },
  );
};
