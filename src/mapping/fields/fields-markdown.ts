import { allFields } from './component-template.ts';
import type { FieldType } from './field-row.ts';

const TYPE_NAMES: Partial<Record<FieldType, string>> = {
  keyword_date: 'keyword',
  keyword_integer: 'keyword',
  keyword_text: 'keyword, .text',
  wildcard_text: 'wildcard, .text',
  unindexed: 'keyword (not indexed)',
};

/** docs/fields.md: every field that a document can have. */
export function fieldsMarkdown(): string {
  const rows = allFields()
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([path, type, description, example]) =>
        `| \`${path}\` | ${TYPE_NAMES[type] ?? type} | ${cell(description)} | ${code(example)} |`,
    );
  return `${INTRODUCTION}\n| field | type | description | example |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

const INTRODUCTION = `# Fields

<!-- Generated from src/mapping/fields by \`npm run docs\`; do not edit. -->

Documents follow the Elastic Common Schema and carry what is left of the audit record under \`o365.audit\`. A member of the record
that has a place in ECS of its own (Id, Operation, Workload, OrganizationId, UserAgent, the client address that was used, and
others by record type) is found only there. Empty members (null, "", {} and []) are left out.

Every value fits the type of its field, so that Elasticsearch refuses no document:

- A number or a boolean in a \`keyword\` field becomes text; an object or a list of lists there becomes JSON text.
- A value that does not fit a \`long\`, \`boolean\`, \`date\` or \`ip\` field is found in \`o365.audit.unmapped\` under the field's path.
- Text in the place of an object becomes \`_raw\` in an object.
- A member that no field is declared for stays where it was, is not indexed there, and is searchable in \`o365.audit.unmapped\`
  by its path: \`o365.audit.unmapped.NewMember.Name: value\`. Dots in its name become \`_\`.
- Texts beyond 1,024 characters (8,191 in a few fields) stay in the document, but are not searchable as keywords.

Nothing else of a record is lost. What a document does not repeat word for word:

- Empty members, and names in a list of names and values that come without a value.
- \`Operation\`, where event.action has another name for it, is in \`o365.audit.Operation\`.
- Dates in \`date\` fields, and in those that begin or end something, are in ISO 8601 and UTC; JSON text in known members is parsed;
  numbers with an exponent are written out; whole numbers beyond 2^53, which JavaScript and many readers of JSON would round, are
  text; ids of tenants are in lower case.
- Names in ModifiedProperties have \`_\` in the place of blanks and dots.
- The number in \`Platform\` becomes the name of the platform.
- Where investigations tell a \`QueryTime\` in two forms, the one for people (8/1/2026 9:00:00 AM) is left out.
- The name \`UserAgent\` in ExtendedProperties; its value is user_agent.original.

**Sensitive values.** A DLP record can hold the very card numbers and passwords that a policy looks for, in clear text
(\`DetectedValues\`; only when the application has the permission ActivityFeed.ReadDlp). They are kept, since a record may be the only
evidence, but taken out of the indexed members that carry them (\`PolicyDetails\`, \`EndpointMetaData\`, \`SensitiveInfoTypeData\`,
\`ClassificationInfo\`, every \`flattened\` field, and JSON text in the others of \`o365.audit\`): \`o365.audit.DetectedValues\` is not
indexed, so that no search finds documents by them. Whoever may read a document can see them; use field level security on that field
where this is not wanted.
`;

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}
