import { describe, expect, it } from 'vitest';
import { allFields } from '../../../../src/mapping/fields/component-template.ts';
import type { FieldType } from '../../../../src/mapping/fields/field-row.ts';

/**
 * Fields that detection rules and saved queries for Microsoft 365 read. One that is not declared would be found under
 * o365.audit.unmapped only, where no rule looks.
 */
const WORDS = `
  data_stream.dataset event.dataset event.module event.action event.category event.code event.kind event.outcome event.provider
  event.type event.id file.directory file.extension file.name file.path group.name host.id host.name message network.type
  organization.id organization.name process.name related.hosts related.user rule.category rule.id rule.name rule.reference
  session.id source.as.organization.name source.geo.city_name source.geo.continent_name source.geo.country_iso_code
  source.geo.country_name source.geo.region_iso_code source.geo.region_name source.user.email token.id url.original user.domain
  user.email user.full_name user.id user.name user.target.email user.target.id user.target.name user_agent.device.name
  user_agent.name user_agent.original user_agent.os.full user_agent.os.name user_agent.os.version user_agent.version
  destination.user.email device.id email.from.address email.message_id email.sender.address email.subject email.to.address
  o365.audit.Actor.ID o365.audit.Actor.Type o365.audit.ActorContextId o365.audit.ActorInfoString o365.audit.ActorIpAddress
  o365.audit.ActorUserId o365.audit.AffectedItems.Attachments o365.audit.AffectedItems.InternetMessageId
  o365.audit.AffectedItems.ParentFolder.Path o365.audit.AffectedItems.Subject o365.audit.AlertEntityId o365.audit.AlertId
  o365.audit.AlertType o365.audit.AppAccessContext.AADSessionId o365.audit.AppAccessContext.ClientAppId
  o365.audit.AppAccessContext.UniqueTokenId o365.audit.AppId o365.audit.ApplicationDisplayName o365.audit.ApplicationId
  o365.audit.AuthenticationType o365.audit.AzureActiveDirectoryEventType o365.audit.Category o365.audit.ClientAppId
  o365.audit.ClientIP o365.audit.ClientIPAddress o365.audit.ClientInfoString o365.audit.ClientProcessName
  o365.audit.CommunicationType o365.audit.CorrelationId o365.audit.Data.etype o365.audit.DeliveryAction
  o365.audit.DetectionMethod o365.audit.DeviceProperties.Name o365.audit.DeviceProperties.Value o365.audit.ErrorNumber
  o365.audit.EventData o365.audit.EventSource o365.audit.ExtendedProperties.KeepMeSignedIn
  o365.audit.ExtendedProperties.RequestType o365.audit.ExtendedProperties.ResultStatusDetail
  o365.audit.ExtendedProperties.UserAgent o365.audit.ExtendedProperties.UserAuthenticationMethod
  o365.audit.ExtendedProperties.additionalDetails.User-Agent o365.audit.ExtendedProperties.extendedAuditEventCategory
  o365.audit.ExtraProperties.Key o365.audit.ExtraProperties.Value o365.audit.Id o365.audit.InterSystemsId
  o365.audit.InternalLogonType o365.audit.InvestigationName o365.audit.InvestigationType o365.audit.Item.Subject
  o365.audit.Item.ParentFolder.Path o365.audit.ItemType o365.audit.LogonError o365.audit.LogonType o365.audit.LogonUserSid
  o365.audit.MailboxGuid o365.audit.MailboxOwnerSid o365.audit.MailboxOwnerUPN o365.audit.Name o365.audit.NewValue
  o365.audit.ObjectId o365.audit.OldValue o365.audit.OperationProperties.Name o365.audit.OperationProperties.Value
  o365.audit.OriginatingServer o365.audit.PhishConfidenceLevel o365.audit.PolicyAction o365.audit.QueryText
  o365.audit.RecordType o365.audit.RequestType o365.audit.ResultStatus o365.audit.SearchQueryText
  o365.audit.SecurityComplianceCenterEventType o365.audit.SessionId o365.audit.Severity o365.audit.SiteUrl o365.audit.Source
  o365.audit.SourceFileExtension o365.audit.SourceFileName o365.audit.SourceRelativeUrl o365.audit.Status
  o365.audit.Target.ID o365.audit.Target.Type o365.audit.TargetContextId o365.audit.TargetUserOrGroupName
  o365.audit.TargetUserOrGroupType o365.audit.TeamName o365.audit.ThreatDetectionMethods o365.audit.TokenObjectId
  o365.audit.TokenTenantId o365.audit.UserId o365.audit.UserKey o365.audit.UserType o365.audit.Verdict o365.audit.Version
`;

const PARAMETERS = `
  AccessRights AdminAuditLogEnabled AllowFederatedUsers AllowGuestUser AllowPublicUsers AllowTeamsConsumer AuditDisabled
  AuditBypassEnabled AuditEnabled AutoForwardEnabled BlindCopyTo BodyContainsWords CopyTo DeleteMessage
  DeliverToMailboxAndForward DomainName Enabled EnableSafeLinksForEmail ForwardAsAttachmentTo
  ForwardingAddress ForwardingSmtpAddress ForwardTo From FromAddressContainsWords GrantSendOnBehalfTo HeaderContainsWords
  HiddenFromAddressListsEnabled Identity InheritanceType MarkAsRead Member Members MoveToFolder Name
  Policy RecipientAddressContainsWords RedirectMessageTo RedirectTo
  RedirectToRecipients RetentionPolicy Role Roles SendTextMessageNotificationTo
  SentTo SoftDeleteMessage State StopProcessingRules SubjectContainsWords SubjectOrBodyContainsWords
  UnifiedAuditLogIngestionEnabled User UserPrincipalName
`;

const MODIFIED_PROPERTIES = `
  AccountEnabled AppRole_Value ConsentAction_Permissions ConsentContext_IsAdminConsent DelegatedPermissionGrant_Scope
  DisplayName Group_DisplayName KeyDescription AssignedLicense Role_DisplayName Role_TemplateId Role_WellKnownObjectName
  ServicePrincipal_DisplayName SharingCapability ShareUsingAnonymousLinks ShareWithGuests ShareWithUsers SiteAdmin StrongAuthenticationMethod
  StrongAuthenticationRequirement TargetId_ServicePrincipalNames UserPrincipalName UserType
`;

const OTHERS: readonly (readonly [field: string, type: FieldType])[] = [
  ['@timestamp', 'date'],
  ['source.ip', 'ip'],
  ['client.ip', 'ip'],
  ['related.ip', 'ip'],
  ['source.as.number', 'long'],
  ['event.severity', 'long'],
  ['source.geo.location', 'geo_point'],
  ['o365.audit.OperationCount', 'long'],
  ['o365.audit.ExternalAccess', 'boolean'],
  ['o365.audit.ParticipantInfo.HasForeignTenantUsers', 'boolean'],
  ['o365.audit.ParticipantInfo.HasGuestUsers', 'boolean'],
  ['o365.audit.ParticipantInfo.HasOtherGuestUsers', 'boolean'],
  ['o365.audit.ParticipantInfo.HasUnauthenticatedUsers', 'boolean'],
  ['o365.audit.Members', 'flattened'],
  ['o365.audit.PolicyDetails', 'flattened'],
  ['o365.audit.Data.flattened', 'flattened'],
  ['o365.audit.CopilotEventData', 'flattened'],
];

const WORD_TYPES: readonly FieldType[] = [
  'keyword',
  'keyword_date',
  'keyword_integer',
  'keyword_text',
  'wildcard_text',
  'constant_keyword',
  'match_only_text',
];

const DECLARED = new Map(allFields().map(([path, type]) => [path, type]));

function listed(names: string, path: (name: string) => readonly string[] = (name) => [name]): string[] {
  return names.trim().split(/\s+/).flatMap(path);
}

describe('a field that rules read', () => {
  it.each([
    ['as words', listed(WORDS)],
    ['of cmdlets', listed(PARAMETERS, (name) => [`o365.audit.Parameters.${name}`])],
    [
      'of changes',
      listed(MODIFIED_PROPERTIES, (name) => [
        `o365.audit.ModifiedProperties.${name}.NewValue`,
        `o365.audit.ModifiedProperties.${name}.OldValue`,
      ]),
    ],
  ])('is declared for words: %s', (_, fields) => {
    const isWord = (type: FieldType | undefined) => type !== undefined && WORD_TYPES.includes(type);
    expect(fields.filter((field) => !isWord(DECLARED.get(field)))).toEqual([]);
  });

  it.each(OTHERS)('%s is a %s', (field, type) => {
    expect(DECLARED.get(field)).toBe(type);
  });
});
