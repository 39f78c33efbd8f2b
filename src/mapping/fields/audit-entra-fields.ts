import type { FieldRow } from './field-row.ts';

/** Names of changed properties that saved queries and detection rules use, as they are in o365.audit.ModifiedProperties. */
const MODIFIED_PROPERTIES = (
  'AccountEnabled AppAddress AppId AppRole_DisplayName AppRole_Id AppRole_Value Application_AppId AssignedLicense ' +
  'Application_DisplayName Application_ObjectID AvailableToOtherTenants ConsentAction_Permissions ' +
  'ConsentContext_IsAdminConsent ConsentContext_IsAppOnly ConsentContext_OnBehalfOfAll ' +
  'DelegatedPermissionGrant_ConsentType DelegatedPermissionGrant_Scope DisplayName Group_DisplayName Group_ObjectID ' +
  'Included_Updated_Properties KeyDescription Name RequiredResourceAccess Role_DisplayName Role_ObjectID Role_TemplateId ' +
  'Role_WellKnownObjectName ServicePrincipal_AppId ServicePrincipal_DisplayName ' +
  'ServicePrincipal_ObjectID ServicePrincipalName ShareUsingAnonymousLinks ShareWithGuests ShareWithUsers SharingCapability SiteAdmin StrongAuthenticationMethod StrongAuthenticationPhoneAppDetail ' +
  'StrongAuthenticationRequirement TargetId_ServicePrincipalNames TargetId_UserType User_ObjectID User_UPN ' +
  'UserPrincipalName UserType'
).split(' ');

/** Members of directory and sign-in records of Microsoft Entra ID. Paths are relative to o365.audit. */
export const AUDIT_ENTRA_FIELDS: readonly FieldRow[] = [
  ['Actor', 'object', 'Identities of the actor.', '[{"ID":"alice@contoso.com","Type":"5"}]'],
  ['Actor.ID', 'keyword', 'An identity of the actor.', 'alice@contoso.com'],
  ['Actor.Type', 'keyword', 'Kind of the identity.', '5'],
  ['ActorContextId', 'keyword', 'Tenant of the actor.', '11111111-2222-3333-4444-555555555555'],
  ['ActorUPN', 'keyword', 'User principal name of the actor.', 'alice@contoso.com'],
  ['AzureActiveDirectoryEventType', 'keyword', 'Kind of the event.', '1'],
  [
    'DeviceProperties',
    'object',
    'Properties of the device, a name/value list.',
    '[{"Name":"OS","Value":"Windows 10"}]',
  ],
  ['DeviceProperties.Name', 'keyword', 'Name of a property.', 'OS'],
  ['DeviceProperties.Value', 'keyword', 'Value of a property.', 'Windows 10'],
  ['ErrorNumber', 'keyword', 'Error of a sign-in; 0 for none.', '50126'],
  ['InterSystemsId', 'keyword', 'Joins records across components.', '0f8fad5b-d9cb-469f-a165-70867728950e'],
  ['IntraSystemId', 'keyword', 'Joins records within a component.', '7c9e6679-7425-40de-944b-e07fc1f90ae7'],
  ['LogonError', 'keyword', 'Name of the error of a sign-in.', 'InvalidUserNameOrPassword'],
  [
    'ModifiedProperties',
    'object',
    'Changed properties by name, each with its new and old value.',
    '{"AccountEnabled":{"NewValue":"[true]"}}',
  ],
  [
    'ModifiedProperties._raw',
    'keyword',
    'Names of changed properties, when no values were delivered.',
    'RecipientCollection',
  ],
  ...MODIFIED_PROPERTIES.flatMap((name): FieldRow[] => [
    [`ModifiedProperties.${name}.NewValue`, 'keyword', `${name} after the change.`, '["new"]'],
    [`ModifiedProperties.${name}.OldValue`, 'keyword', `${name} before the change.`, '["old"]'],
  ]),
  ['SupportTicketId', 'keyword', 'Support ticket.', '2026080100000001'],
  [
    'Target',
    'object',
    'Identities of the target.',
    '[{"ID":"00000003-0000-0000-c000-000000000000","Type":"0"}]',
  ],
  ['Target.ID', 'keyword', 'An identity of the target.', '00000003-0000-0000-c000-000000000000'],
  ['Target.Type', 'keyword', 'Kind of the identity.', '0'],
  ['TargetContextId', 'keyword', 'Tenant of the target.', '11111111-2222-3333-4444-555555555555'],
  ['ErrorCode', 'keyword', 'Error of a sign-in; 0 for none.', '50126'],
  ['LoginStatus', 'keyword', 'Result of a sign-in; 0 for success.', '0'],
  ['RiskDetail', 'keyword', 'What is known about a risk.', 'adminConfirmedSigninCompromised'],
  ['RiskEventType', 'keyword', 'Kind of a risk.', 'unfamiliarFeatures'],
  ['RiskLevel', 'keyword', 'Level of a risk; see event.severity.', 'high'],
  ['RiskState', 'keyword', 'State of a risk.', 'atRisk'],
  ['UserDomain', 'keyword', 'Tenant of the user who signed in.', '11111111-2222-3333-4444-555555555555'],
];
