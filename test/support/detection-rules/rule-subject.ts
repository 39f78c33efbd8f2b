import { isJsonObject } from '../../../src/lib/json-object.ts';
import { AUDIT_FIELDS } from '../../../src/mapping/fields/audit-shape.ts';
import { RECORD_TYPES } from '../../../src/mapping/record-types.ts';

type Members = Readonly<Record<string, unknown>>;

/** An audit record, and what the GeoIP databases shall know about its address. */
export interface RuleSubject {
  readonly record: Members;
  readonly place: Members;
}

/** Nobody has said how a record gets a value that a rule looks for. */
export class NoWayToWrite extends Error {}

/** Members of the record that a field of ECS has its value from. */
const MEMBERS: Readonly<Record<string, string>> = {
  'event.action': 'Operation',
  'event.provider': 'Workload',
  'organization.id': 'OrganizationId',
  'organization.name': 'OrganizationName',
  'user.id': 'UserId',
  'user.email': 'UserId',
  'user.full_name': 'LogonUserDisplayName',
  'user.target.id': 'ObjectId',
  'related.user': 'UserId',
  'user_agent.original': 'UserAgent',
  'source.ip': 'ClientIP',
  'client.ip': 'ClientIP',
  'related.ip': 'ClientIP',
  'url.original': 'ObjectId',
  'file.name': 'SourceFileName',
  'file.extension': 'SourceFileExtension',
  'file.directory': 'SourceRelativeUrl',
  'file.path': 'FilePath',
  'file.hash.sha256': 'Sha256',
  'group.name': 'TeamName',
  'rule.name': 'Name',
  'rule.id': 'PolicyId',
  'rule.category': 'Category',
  message: 'Name',
  'process.name': 'Application',
  'application.name': 'ApplicationDisplayName',
  'host.name': 'DeviceName',
  'email.subject': 'Subject',
  'email.message_id': 'InternetMessageId',
  'email.local_id': 'NetworkMessageId',
  'email.sender.address': 'P1Sender',
  'email.to.address': 'Recipients',
  'event.severity': 'Severity',
};

/** Record types in which a rule's category, kind or field is at home. */
const HOMES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'event.category': { authentication: 15, email: 2, iam: 8 },
  'event.kind': { alert: 40 },
};

const NAME_VALUE_MEMBERS = new Set(['Parameters', 'ExtendedProperties']);
const OBJECT_LISTS = new Set([
  'Actor',
  'Target',
  'DeviceProperties',
  'OperationProperties',
  'AffectedItems',
  'ExtraProperties',
]);

/** The subject with one more value; undefined takes the value away. */
export function withValue(subject: RuleSubject, field: string, value: string | undefined): RuleSubject {
  const { record, place } = subject;
  if (/^source\.(?:geo|as)\./.test(field)) {
    // Databases do not make the mistakes that records can.
    if (field.endsWith('.number') && !/^\d*$/.test(value ?? '')) throw new NoWayToWrite(`${field}: ${value}`);
    return { record, place: withMember(place, field.split('.').slice(1), value) };
  }
  return { record: { ...record, ...changesOf(record, field, value) }, place };
}

function changesOf(record: Members, field: string, value: string | undefined): Members {
  // Sign-ins carry their user agent in a list.
  if (field === 'user_agent.original' && Array.isArray(record.ExtendedProperties)) {
    return auditChange(record, ['ExtendedProperties', 'UserAgent'], value);
  }
  const member = MEMBERS[field];
  if (member !== undefined) return { [member]: value };
  if (field.startsWith('o365.audit.')) return auditChange(record, field.split('.').slice(2), value);
  const attachment = /^email\.attachments\.file\.(name|size)$/.exec(field)?.[1];
  if (attachment !== undefined) return attachmentChange(record.Item, attachment, value);
  const home = value === undefined ? undefined : HOMES[field]?.[value];
  if (home !== undefined) return { RecordType: home };
  switch (field) {
    case 'event.code':
      return { RecordType: [...RECORD_TYPES].find(([, name]) => name === value)?.[0] };
    case 'event.outcome':
      return outcomeChange(value);
    case 'user.name':
      return { UserId: value === undefined ? undefined : `${value}@contoso.example` };
    case 'user.domain':
      return { UserId: value === undefined ? 'alice' : `alice@${value}` };
    default:
      throw new NoWayToWrite(`${field}: ${value ?? 'nothing'}`);
  }
}

/** A sign-in tells its result by its error, other records by their status. */
function outcomeChange(value: string | undefined): Members {
  return value === 'failure'
    ? { ResultStatus: 'Failed', ErrorNumber: '50126', LogonError: 'InvalidUserNameOrPassword' }
    : { ResultStatus: 'Success', ErrorNumber: '0', LogonError: undefined };
}

/** One text tells name and size of an attachment: `plan.xlsx (123b)`. */
function attachmentChange(item: unknown, part: string, value: string | undefined): Members {
  const present: Members = isJsonObject(item) ? item : {};
  const [, name = 'plan.xlsx', size = '123'] = /^(.*) \((\d+)b\)$/.exec(String(present.Attachments)) ?? [];
  const text = part === 'name' ? `${value} (${size}b)` : `${name} (${value}b)`;
  return { Item: { ...present, Attachments: value === undefined ? undefined : text } };
}

/** A member below o365.audit in the shape in which it is delivered. */
function auditChange(
  record: Members,
  [member = '', ...path]: readonly string[],
  value: string | undefined,
): Members {
  const present = record[member];
  if (NAME_VALUE_MEMBERS.has(member))
    return { [member]: withNameValue(present, path.join('.'), { Value: value }) };
  if (member === 'ModifiedProperties') {
    const [name = '', side = 'NewValue'] = path;
    return { [member]: withNameValue(present, name.replaceAll('_', '.'), { [side]: value }) };
  }
  // A flattened field is searched as a whole.
  if (path.length === 0 && typeOf(member) === 'flattened') return { [member]: [{ DisplayName: value }] };
  if (path.length === 0) return { [member]: likeBefore(present, value) };
  if (!Array.isArray(present) && !OBJECT_LISTS.has(member)) {
    return { [member]: withMember(isJsonObject(present) ? present : {}, path, value) };
  }
  const items: Members[] = Array.isArray(present) ? present.filter(isJsonObject) : [];
  return { [member]: (items.length === 0 ? [{}] : items).map((item) => withMember(item, path, value)) };
}

function withNameValue(list: unknown, name: string, change: Members): Members[] {
  const items: Members[] = Array.isArray(list) ? list.filter(isJsonObject) : [];
  const others = items.filter((item) => item.Name !== name);
  const present = items.find((item) => item.Name === name);
  const changed = { ...present, Name: name, ...change };
  return Object.values(change).includes(undefined) ? others : [...others, changed];
}

function withMember(
  object: Members,
  [name = '', ...path]: readonly string[],
  value: string | undefined,
): Members {
  const present = object[name];
  if (path.length === 0) return { ...object, [name]: likeBefore(present, value) };
  return { ...object, [name]: withMember(isJsonObject(present) ? present : {}, path, value) };
}

/** Rules know texts only; what was a number stays one. */
function likeBefore(present: unknown, value: string | undefined): unknown {
  if (typeof present === 'number' && value !== undefined && /^\d+$/.test(value)) return Number(value);
  return typeof present === 'boolean' && value !== undefined ? value === 'true' : value;
}

function typeOf(member: string): string | undefined {
  return AUDIT_FIELDS.find(([path]) => path === member)?.[1];
}
