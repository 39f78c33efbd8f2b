import type { FiltersConfig } from '../config/config.ts';
import { CodedError } from '../lib/coded-error.ts';
import { wholeNumber } from '../mapping/parse/text.ts';
import { RECORD_TYPES } from '../mapping/record-types.ts';
import type { Stream } from '../model/stream.ts';
import { ingestErrors } from './errors.ts';
import { type NameTest, namesMeant } from './name-pattern.ts';

/** A list of the filters, such as `exclude.operations`; `tenant.` stands before one that is of the tenant alone. */
export type FilterRule = string;

/** The first rule that leaves a record out; null where it is to become a document. */
export type RecordFilter = (record: unknown, stream: Pick<Stream, 'contentType'>) => FilterRule | null;

type Conditions = FiltersConfig['include'];
type AuditRecord = Readonly<Record<string, unknown>>;

/** One list of a filter: which values of the record it looks at, in lower case, and what it says about them. */
interface Condition {
  readonly rule: FilterRule;
  readonly leavesOut: boolean;
  readonly valuesOf: (record: AuditRecord, contentType: string) => readonly string[];
  readonly isMeant: NameTest;
}

/**
 * Which records become documents: those that match one entry of each `include` list that is given, and no entry of any
 * `exclude` list, by the rules for all tenants and by those of the tenant. Anything that is not an object passes: the
 * mapper says what is wrong with it.
 * @param own the rules of the tenant alone
 * @throws CodedError FILTER_UNKNOWN_RECORD_TYPE for a name that no record type has: such a filter would never match
 */
export function createRecordFilter(common: FiltersConfig, own?: FiltersConfig): RecordFilter {
  const conditions = [...rulesOf(common, ''), ...(own === undefined ? [] : rulesOf(own, 'tenant.'))];
  if (conditions.length === 0) return () => null;
  return (record, { contentType }) => {
    if (!isObject(record)) return null;
    const hit = conditions.find(({ valuesOf, isMeant, leavesOut }) => {
      return valuesOf(record, contentType).some(isMeant) === leavesOut;
    });
    return hit?.rule ?? null;
  };
}

function rulesOf({ include, exclude }: FiltersConfig, prefix: string): Condition[] {
  return [
    ...conditionsOf(include, `${prefix}include`, false),
    ...conditionsOf(exclude, `${prefix}exclude`, true),
  ];
}

function conditionsOf(conditions: Conditions, name: string, leavesOut: boolean): Condition[] {
  requireKnownTypes(conditions.record_types);
  const ways = [
    ['content_types', conditions.content_types, (_: AuditRecord, type: string) => [type.toLowerCase()]],
    ['record_types', conditions.record_types.map(String), recordTypeOf],
    ['workloads', conditions.workloads, textOf('Workload')],
    ['operations', conditions.operations, textOf('Operation')],
    ['users', conditions.users, textOf('UserId')],
  ] as const;
  return ways
    .filter(([, named]) => named.length > 0)
    .map(([list, named, valuesOf]) => {
      return { rule: `${name}.${list}`, leavesOut, valuesOf, isMeant: namesMeant(named) };
    });
}

function requireKnownTypes(named: Conditions['record_types']): void {
  const known = new Set([...RECORD_TYPES.values()].map((name) => name.toLowerCase()));
  const unknown = named.filter((name) => typeof name === 'string' && !known.has(name.toLowerCase()));
  if (unknown.length > 0) throw new CodedError(ingestErrors.unknownRecordType, unknown.join(', '));
}

/** A record type can be named by its number or by its name. A record without one has none; some come with the name. */
function recordTypeOf(record: AuditRecord): readonly string[] {
  const number = wholeNumber(record.RecordType);
  if (number === undefined) return textOf('RecordType')(record, '');
  const name = RECORD_TYPES.get(number);
  return name === undefined ? [String(number)] : [String(number), name.toLowerCase()];
}

function textOf(field: string): Condition['valuesOf'] {
  return (record) => {
    const value = record[field];
    return typeof value === 'string' ? [value.toLowerCase()] : [];
  };
}

function isObject(value: unknown): value is AuditRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
