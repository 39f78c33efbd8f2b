import type { FieldRow } from './field-row.ts';

/**
 * Members of sensitivity label, device and threat records that belong to information protection. Paths are relative to
 * o365.audit.
 */
export const AUDIT_INFORMATION_FIELDS: readonly FieldRow[] = [
  ['AppName', 'keyword', 'Name of the application.', 'Mail'],
  ['AttackTechnique', 'keyword', 'Attack simulation: technique.', 'Credential Harvest'],
  ['CampaignId', 'keyword', 'Attack simulation: id of the campaign.', '5b1a6d2e-58b1-4a57-9ad0-08dc0a1b2c3d'],
  ['CampaignType', 'keyword', 'Attack simulation: kind of the campaign.', 'Simulation'],
  [
    'DetectedValues',
    'unindexed',
    'Sensitive values that were found, as JSON text: kept, but nothing finds them.',
    '[{"Name":"4111 1111 1111 1111","Value":"card 4111 1111 1111 1111"}]',
  ],
  [
    'EndpointMetaData',
    'flattened',
    'The file on a device that a DLP rule matched.',
    '{"DeviceName":"LAPTOP-0815"}',
  ],
  ['EnforcementMode', 'keyword', 'Device: 1 audit, 2 warn, 3 warn and bypass, 4 block, 5 allow.', '1'],
  ['FileData', 'flattened', 'The file that a threat was found in.', '{"FileName":"invoice.exe"}'],
  ['Justification', 'keyword', 'Reason that a user gave.', 'business need'],
  ['LabelAction', 'keyword', 'What was done to a label.', 'Remove'],
  ['LabelId', 'keyword', 'Id of the label.', '5b1a6d2e-58b1-4a57-9ad0-08dc0a1b2c3d'],
  ['LabelName', 'keyword', 'Name of the label.', 'Confidential'],
  ['LastModifiedBy', 'keyword', 'Who changed the file last.', 'alice@contoso.com'],
  [
    'MDATPDeviceId',
    'keyword',
    'Id of the device in Defender for Endpoint.',
    '3cd1f0a1b2c3d4e5f60718293a4b5c6d7e8f9012',
  ],
  ['PolicyMatchInfo', 'flattened', 'Device: the policy and rule that matched.', '{"PolicyName":"Devices"}'],
  ['ProcessName', 'keyword', 'Program that was used.', 'WINWORD'],
  ['ProtectionType', 'keyword', 'Kind of the protection.', 'Template'],
  ['Receivers', 'keyword', 'Receivers.', 'bob@contoso.com'],
  [
    'SensitiveInfoTypeData',
    'flattened',
    'Kinds of sensitive information that were found.',
    '[{"Count":3,"SensitiveInformationTypeName":"Credit Card Number"}]',
  ],
  [
    'SensitivityLabelEventData.OldSensitivityLabelId',
    'keyword',
    'Id of the label before.',
    '5b1a6d2e-58b1-4a57-9ad0-08dc0a1b2c3d',
  ],
  ['SourceWorkload', 'keyword', '0 SharePoint, 1 OneDrive, 2 Teams.', '0'],
  ['TargetDomain', 'keyword', 'Device: site that a file was sent to.', 'drive.example.com'],
  ['TimeOfClick', 'keyword', 'When a link was clicked.', '2026-08-01T09:00:00'],
  ['UserDisplayName', 'keyword', 'Name of the user.', 'Alice Example'],
];
