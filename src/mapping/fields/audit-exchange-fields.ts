import type { FieldRow } from './field-row.ts';

/** Parameters of cmdlets that saved queries and detection rules use, or that say what a change was about. */
const PARAMETERS = (
  'AccessRights Action AddToRecipients AdminAuditLogEnabled AllowedDomains AllowedSenderDomains ' +
  'AllowedSenders AllowFederatedUsers AllowGuestUser AllowPublicUsers AllowTeamsConsumer ' +
  'ApplyHtmlDisclaimerText ArchiveQuota ArchiveWarningQuota AuditBypassEnabled ' +
  'AuditDisabled AuditEnabled AuditLogAgeLimit AutoForwardEnabled BlindCopyTo BlockedDomains ' +
  'BlockedSenders BodyContainsWords Comments ConnectorType ContentMatchQuery CopyTo DeleteMessage ' +
  'DeliverToMailboxAndForward DisplayName DomainName DomainType EmailAddresses ' +
  'Enabled EnableSafeLinksForEmail ' +
  'ErrorAction ExceptIfFrom ExchangeLocation FederatedOrganizationIdentifier Force ' +
  'ForwardAsAttachmentTo ForwardingAddress ForwardingSmtpAddress ForwardTo From ' +
  'FromAddressContainsWords FromScope GrantSendOnBehalfTo HeaderContainsWords ' +
  'HiddenFromAddressListsEnabled Identity IgnoreDehydratedFlag ImapEnabled InheritanceType IPAllowList ' +
  'IPBlockList IssueWarningQuota LitigationHoldEnabled MailboxRegion MarkAsRead Member Members Mode ' +
  'MoveToFolder Name Organization Password Policy PopEnabled PrimarySmtpAddress Priority ' +
  'ProhibitSendQuota ProhibitSendReceiveQuota QuarantineMessageStore QueryBaseDNRestrictionEnabled ' +
  'RecipientAddressContainsWords RecipientDomainIs RecoverableItemsQuota RecoverableItemsWarningQuota RedirectMessageTo RedirectTo ' +
  'RedirectToRecipients ResetPasswordOnNextLogon RetentionPolicy Role Roles ' +
  'RouteMessageOutboundConnector SCLDeleteEnabled SCLJunkEnabled SCLQuarantineEnabled SCLRejectEnabled ' +
  'SearchName SecurityGroup SenderDomainIs SenderIPAddresses SendTextMessageNotificationTo SentTo SentToScope SetAuditSeverity ' +
  'SetHeaderName SetHeaderValue SetSCL SharePointLocation SingleItemRecoveryEnabled SKUCapability ' +
  'SmartHosts SmtpClientAuthenticationDisabled SoftDeleteMessage State StopProcessingRules SubjectContainsWords ' +
  'SubjectOrBodyContainsWords TlsSettings Trustee UnifiedAuditLogIngestionEnabled ' +
  'UseDatabaseQuotaDefaults UseDatabaseRetentionDefaults User UserPrincipalName WarningAction ' +
  'WindowsEmailAddress'
).split(' ');

const FOLDER_MEMBERS: readonly (readonly [name: string, description: string, example: string])[] = [
  ['Id', 'Id of the folder.', 'LgAAAADzTv6n'],
  ['MemberRights', 'Rights of a member of the folder.', 'ReadAny, Visible'],
  ['MemberSid', 'SID of a member of the folder.', 'S-1-8-1'],
  ['MemberUpn', 'User principal name of a member of the folder.', 'bob@contoso.com'],
  ['Name', 'Name of the folder.', 'Inbox'],
  ['Path', 'Path of the folder.', '\\Inbox'],
];

const ITEM_MEMBERS: readonly (readonly [name: string, description: string, example: string])[] = [
  ['Attachments', 'Names and sizes of the attachments.', 'plan.xlsx (12034b)'],
  ['Id', 'Id of the item.', 'RgAAAADzTv6n'],
  ['ImmutableId', 'Id of the item that survives moves.', 'LgAAAADzTv6n'],
  ['InternetMessageId', 'Internet message id.', '<AM0PR04MB0001@contoso.com>'],
  ['IsRecord', 'Whether the item is a record under retention.', 'false'],
  ['Sensitivity', 'Sensitivity of the item.', 'Normal'],
  ['SizeInBytes', 'Size of the item.', '48213'],
  ['Subject', 'Subject of the item.', 'Quarterly plan'],
];

function folder(path: string, description: string): FieldRow[] {
  return [
    [path, 'object', description, '{"Path":"\\\\Inbox"}'],
    ...FOLDER_MEMBERS.map(([name, text, example]): FieldRow => [`${path}.${name}`, 'keyword', text, example]),
  ];
}

function item(path: string, description: string): FieldRow[] {
  return [
    [path, 'object', description, '{"Subject":"Quarterly plan"}'],
    ...ITEM_MEMBERS.map(([name, text, example]): FieldRow => [`${path}.${name}`, 'keyword', text, example]),
    ...folder(`${path}.ParentFolder`, 'Folder of the item.'),
  ];
}

/** Members of Exchange administration and mailbox records. Paths are relative to o365.audit. */
export const AUDIT_EXCHANGE_FIELDS: readonly FieldRow[] = [
  ...item('AffectedItems', 'Items that the action was done to.'),
  ['ActorInfoString', 'keyword', 'Program of the actor.', 'Client=OutlookService'],
  ['ClientInfoString', 'keyword', 'Program of the client.', 'Client=OWA;Action=ViaProxy'],
  ['ClientProcessName', 'keyword', 'Process of the client.', 'OUTLOOK.EXE'],
  ['ClientVersion', 'keyword', 'Version of the client.', '16.0.4000.0'],
  ['CrossMailboxOperation', 'boolean', 'Whether items went from one mailbox to another.', 'false'],
  ...folder('DestFolder', 'Folder that items went to.'),
  [
    'ExchangeAggregatedFolders',
    'nested',
    'Folders with the items that were accessed.',
    '[{"Path":"\\\\Inbox"}]',
  ],
  ['ExchangeAggregatedFolders.FolderItems', 'nested', 'Items of the folder.', '[{"Id":"RgAAAADzTv6n"}]'],
  ['ExchangeAggregatedFolders.FolderItems.Id', 'keyword', 'Id of an item.', 'RgAAAADzTv6n'],
  [
    'ExchangeAggregatedFolders.FolderItems.ImmutableId',
    'keyword',
    'Id of an item that survives moves.',
    'LgAAAADzTv6n',
  ],
  [
    'ExchangeAggregatedFolders.FolderItems.InternetMessageId',
    'keyword',
    'Internet message id of an item.',
    '<AM0PR04MB0001@contoso.com>',
  ],
  ['ExchangeAggregatedFolders.FolderItems.SizeInBytes', 'long', 'Size of an item.', '48213'],
  ['ExchangeAggregatedFolders.FolderItems.Subject', 'keyword', 'Subject of an item.', 'Quarterly plan'],
  ['ExchangeAggregatedFolders.Id', 'keyword', 'Id of the folder.', 'LgAAAADzTv6n'],
  ['ExchangeAggregatedFolders.Path', 'keyword', 'Path of the folder.', '\\Inbox'],
  ['ExchangeAggregatedMessages', 'nested', 'Messages that were accessed.', '[{"Id":"RgAAAADzTv6n"}]'],
  ['ExchangeAggregatedMessages.Id', 'keyword', 'Id of the folder.', 'LgAAAADzTv6n'],
  ['ExchangeAggregatedMessages.MessageItems', 'nested', 'Items.', '[{"Id":"RgAAAADzTv6n"}]'],
  ['ExchangeAggregatedMessages.MessageItems.Id', 'keyword', 'Id of an item.', 'RgAAAADzTv6n'],
  ['ExchangeAggregatedMessages.MessageItems.SizeInBytes', 'long', 'Size of an item.', '48213'],
  ['ExchangeAggregatedMessages.Path', 'keyword', 'Path of the folder.', '\\Inbox'],
  ...folder('Folder', 'Folder of the items.'),
  ['InternalLogonType', 'keyword_integer', 'Kind of the logon inside the service.', '0'],
  ['InternetMessageId', 'keyword', 'Internet message id.', '<AM0PR04MB0001@contoso.com>'],
  ...item('Item', 'The item that the action was done to.'),
  [
    'LogonType',
    'keyword_integer',
    '0 owner, 1 admin, 2 delegate, 3 transport, 4 system, 5 best access, 6 delegated admin.',
    '0',
  ],
  ['LogonUserDisplayName', 'keyword', 'Name of the logged on user.', 'Alice Example'],
  ['LogonUserSid', 'keyword', 'SID of the logged on user.', 'S-1-5-21-1'],
  ['MailboxGuid', 'keyword', 'Id of the mailbox.', '5b1a6d2e-58b1-4a57-9ad0-08dc0a1b2c3d'],
  ['MailboxOwnerMasterAccountSid', 'keyword', 'SID of the master account of the owner.', 'S-1-5-10'],
  ['MailboxOwnerSid', 'keyword', 'SID of the owner.', 'S-1-5-21-1'],
  ['MailboxOwnerUPN', 'keyword', 'User principal name of the owner.', 'alice@contoso.com'],
  ['MessageObject', 'flattened', 'A message, where the record has an object in that place.', '{"Id":"1"}'],
  ['OperationCount', 'long', 'Number of operations told in one record.', '12'],
  [
    'OperationProperties',
    'object',
    'Properties of the operation, a name/value list.',
    '[{"Name":"MailAccessType","Value":"Bind"}]',
  ],
  ['OperationProperties.Name', 'keyword', 'Name of a property.', 'MailAccessType'],
  ['OperationProperties.Value', 'keyword', 'Value of a property.', 'Bind'],
  ['OriginatingServer', 'keyword', 'Server that did it.', 'AM0PR04MB0001 (15.20.4000.000)'],
  [
    'Parameters',
    'object',
    'Parameters of the cmdlet by name.',
    '{"Identity":"alice","ForwardTo":"mallory@example.com"}',
  ],
  [
    'Parameters._raw',
    'keyword',
    'All parameters, when they were delivered as one text.',
    '-Identity "alice"',
  ],
  ...PARAMETERS.map(
    (name): FieldRow => [`Parameters.${name}`, 'keyword', `Parameter ${name} of the cmdlet.`, 'True'],
  ),
  ['SendAsUserSmtp', 'keyword', 'Address that a message was sent as.', 'boss@contoso.com'],
  ['SendOnBehalfOfUserSmtp', 'keyword', 'Address that a message was sent on behalf of.', 'boss@contoso.com'],
  ['ActorIP', 'keyword', 'Address of the actor.', '203.0.113.10'],
  ['AuthType', 'keyword', 'Kind of authentication.', 'OAuth'],
  ['ClientMachineName', 'keyword', 'Name of the client machine.', 'LAPTOP-0815'],
  [
    'DestMailboxId',
    'keyword',
    'Id of the mailbox that items went to.',
    '5b1a6d2e-58b1-4a57-9ad0-08dc0a1b2c3d',
  ],
  [
    'DestMailboxOwnerUPN',
    'keyword',
    'User principal name of the owner of the mailbox that items went to.',
    'bob@contoso.com',
  ],
  ['DeviceId', 'keyword', 'Id of the device.', '5c6e2a1f-7b1d-4b6e-9a55-0a8a4f6f2f10'],
  [
    'ExternalUserTenantId',
    'keyword',
    'Tenant of a user from outside.',
    '22222222-2222-3333-4444-555555555555',
  ],
  ['Folders', 'flattened', 'Folders of the items, where they are not aggregated.', '[{"Path":"\\\\Inbox"}]'],
  ['ModifiedObjectResolvedName', 'keyword', 'Name of the object that a cmdlet changed.', 'alice'],
  ['TokenType', 'keyword', 'Kind of the token.', 'AppToken'],
];
