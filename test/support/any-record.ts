import fc from 'fast-check';
import { AUDIT_FIELDS } from '../../src/mapping/fields/audit-shape.ts';
import { RECORD_TYPES } from '../../src/mapping/record-types.ts';

const NAMES = [
  ...new Set(AUDIT_FIELDS.map(([path]) => path.split('.')[0] ?? path)),
  'Messages',
  'Folders',
  'ItemIds',
];
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
];

const text = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary' }));
const name = fc.oneof(fc.constantFrom(...NASTY_NAMES), fc.constantFrom(...NAMES), fc.string());
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(1e21, 2 ** 63, -0, Number.POSITIVE_INFINITY),
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
