import { auditRecord, nameValues, type RecordGenerator } from './audit-record.ts';
import { addressWithPort } from './network.ts';

/** Cmdlets with typical parameters; `$user` stands for somebody's address. */
const CMDLETS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  [
    'Set-Mailbox',
    { Identity: '$user', AuditEnabled: 'True', RecoverableItemsQuota: '30 GB (32,212,254,720 bytes)' },
  ],
  [
    'Set-Mailbox',
    {
      Identity: '$user',
      ForwardingSmtpAddress: 'smtp:outside@example.com',
      DeliverToMailboxAndForward: 'True',
    },
  ],
  [
    'New-InboxRule',
    { Name: '.', SubjectContainsWords: 'invoice;payment', DeleteMessage: 'True', Force: 'False' },
  ],
  ['Set-InboxRule', { Identity: '.', MoveToFolder: 'RSS Feeds', MarkAsRead: 'True' }],
  [
    'Add-MailboxPermission',
    { Identity: '$user', User: '$user', AccessRights: 'FullAccess', InheritanceType: 'All' },
  ],
  ['Remove-MailboxPermission', { Identity: '$user', User: '$user', AccessRights: 'FullAccess' }],
  ['Set-TransportConfig', { SmtpClientAuthenticationDisabled: 'True' }],
  [
    'New-TransportRule',
    { Name: 'Tag external mail', FromScope: 'NotInOrganization', PrependSubject: '[EXT] ' },
  ],
  ['Disable-TransportRule', { Identity: 'Tag external mail', Confirm: 'False' }],
  ['Set-AdminAuditLogConfig', { UnifiedAuditLogIngestionEnabled: 'True' }],
  ['Set-User', { Identity: '$user', Title: '' }],
  ['Set-MailboxPlan', { Identity: 'ExchangeOnlineEnterprise', UseDatabaseRetentionDefaults: 'False' }],
  ['New-ManagementRoleAssignment', { Role: 'ApplicationImpersonation', User: '$user' }],
  ['Set-OwaMailboxPolicy', { Identity: 'OwaMailboxPolicy-Default', ExternalImageProxyEnabled: 'True' }],
];

/** RecordType 1: a cmdlet that an administrator, or the data centre itself, ran. */
export const exchangeAdmin: RecordGenerator = (context) => {
  const { random, cast } = context;
  const [operation, parameters] = random.pick(CMDLETS);
  const byService = random.chance(0.3);
  const service = `NT AUTHORITY\\SYSTEM (${random.pick(['w3wp', 'Microsoft.Exchange.ServiceHost'])})`;
  const target = random.pick(cast.people);
  const filled = Object.entries(parameters).map(([name, value]) => [
    name,
    value.replace('$user', target.upn),
  ]);
  const withAddress = !byService && random.chance(0.7);
  return auditRecord(
    context,
    {
      recordType: 1,
      operation,
      workload: 'Exchange',
      userId: byService ? service : cast.admin.upn,
      userKey: byService ? service : cast.admin.puid,
      userType: byService ? 3 : 2,
    },
    {
      ResultStatus: random.chance(0.95) ? 'True' : 'False',
      ClientIP: withAddress ? addressWithPort(random) : undefined,
      ObjectId: `EURPR04A009.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/${cast.domain}/${target.name}`,
      AppId: '',
      ClientAppId: '',
      ExternalAccess: byService,
      OrganizationName: cast.domain,
      OriginatingServer: `DB${random.int(9)}PR04MB${1000 + random.int(9000)} (15.20.7762.0${10 + random.int(80)})`,
      Parameters: nameValues(Object.fromEntries(filled)),
      SessionId: withAddress ? random.guid() : undefined,
    },
  );
};
