import fc from 'fast-check';
import { AUDIT_FIELDS } from '../../src/mapping/fields/audit-shape.ts';
import { RECORD_TYPES } from '../../src/mapping/record-types.ts';

const NAMES = [
  ...new Set(AUDIT_FIELDS.map(([path]) => path.split('.')[0] ?? path)),
  // Read by mappers, but not declared.
  ...(
    'ItemIds RecipientUPN ClassificationInfo PreviousClassificationInfo ExchangeDetails Url UrlClickAction ItemUrl AppHost ' +
    'URLPath LastModifiedDate Title AlertDisplayName UniqueTokenIdentifier ResourceURL UserIP EndTime TimeData EndTimeData ' +
    'AuthenticationStatus OperationStatus Recipient ActivityDateTime LabelAppliedDateTime ProtectionOwner'
  ).split(' '),
];
/** Members of members that mappers read. */
const INNER_NAMES = (
  'Name Value NewValue OldValue ID Type UPN FileName FileType SHA256 MalwareFamily FilePath FileSize DocumentId DetectedValues ' +
  'Rules RuleId RuleName Severity Actions AppHost AccessedResources SiteUrl RecipientEmail MemberEmail FolderItems Subject ' +
  'InternetMessageId Attachments From To CC BCC MessageID FilePathUrl FileOwner UniqueId UniqueID LastModifiedTime Entities ' +
  'AlertLinkHref User-Agent DeviceId AADSessionId additionalDetails UserAgent FileExtension DeviceName Directionality'
).split(' ');
const OPERATIONS = [
  'FileAccessed',
  'Add user.',
  'UserLoginFailed',
  'Delete user.',
  'DlpRuleUndo',
  'MemberAdded',
  '.',
  ' ',
];
const NASTY_NAMES = [
  '',
  ' ',
  '.',
  '..',
  '.a',
  'a.',
  'a..b',
  'Item.Id',
  '__proto__',
  'constructor',
  'a\0b',
  '\ud800',
  'x'.repeat(300),
];
const TEXTS = [
  'alice@contoso.com',
  'a@b@c',
  '1.2.3.4:80',
  '[::1]:80',
  '<null>',
  'HOST (15.20.1.2)',
  'True',
  '2026-08-01T09:00:00',
  '{"a":{"b":[1]}}',
  '[{"Name":"x","Value":"y"}]',
  '\ud800\0',
  'x'.repeat(40_000),
  'é'.repeat(33_000),
  '💥'.repeat(9_000),
  'C:\\Users\\alice\\a.docx',
  'https://a b:99999/%ZZ/x.y?#',
  `https://example.com/${'z'.repeat(40_000)}`,
  '9999999-01-01T00:00:00',
  '0000-00-00T00:00:00',
  '-1e9',
  '2.2e1',
  '[{"DetectedValues":[{"Name":"4111"}]}]',
  '[[[[[[]]]]]]',
];

const text = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary' }));
const name = fc.oneof(
  fc.constantFrom(...NASTY_NAMES),
  fc.constantFrom(...NAMES, ...INNER_NAMES),
  fc.string(),
);
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(1e21, 2 ** 63, 1e308, 5e-324, -0, Number.POSITIVE_INFINITY),
);

/** What JSON.parse can give, with the shapes that records have more often than chance would. */
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4 }),
    fc.array(fc.record({ Name: name, Value: tie('value'), NewValue: tie('value') }, { requiredKeys: [] }), {
      maxLength: 4,
    }),
  ),
}));

/** The envelope of a record as the API delivers it; two of them are hardly ever equal. */
export const saneEnvelope: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc.record({
  Id: fc.uuid(),
  CreationTime: fc
    .date({
      min: new Date('2020-01-01T00:00:00Z'),
      max: new Date('2030-01-01T00:00:00Z'),
      noInvalidDate: true,
    })
    .map((date) => date.toISOString().slice(0, 19)),
  OrganizationId: fc.uuid(),
  UserId: fc.constantFrom('alice@contoso.com', 'ThreatIntel', 'Not Available'),
});

/** A record with known and unknown members, of any record type, each with any value. */
export const anyRecord: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc
  .tuple(
    fc.dictionary(
      fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...NAMES) }, { weight: 1, arbitrary: name }),
      anyValue,
      {
        maxKeys: 12,
      },
    ),
    fc.record(
      {
        RecordType: fc.constantFrom<unknown>(...RECORD_TYPES.keys(), '1', 99_999, null),
        Operation: fc.oneof(fc.constantFrom(...OPERATIONS), anyValue),
      },
      { requiredKeys: ['RecordType'] },
    ),
  )
  // As it would come from the API: undefined, functions and the like cannot occur.
  .map(([members, known]) => ({ ...members, ...known }));
