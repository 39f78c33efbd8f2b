import type { FiltersConfig } from '../config/config.ts';
import { CodedError } from '../lib/coded-error.ts';
import { RECORD_TYPES } from '../mapping/record-types.ts';
import { ingestErrors } from './errors.ts';
import type { RecordFilter } from './map-part.ts';

type Conditions = FiltersConfig['include'];

/** One list of a filter: which field of the record it looks at, and the values it names, in lower case. */
interface Condition {
  readonly valuesOf: (record: Readonly<Record<string, unknown>>) => readonly string[];
  readonly named: ReadonlySet<string>;
}

/**
 * Which records become documents: those that match one entry of each `include` list that is given, and no entry of any
 * `exclude` list. Anything that is not an object passes: the mapper says what is wrong with it.
 * @throws CodedError FILTER_UNKNOWN_RECORD_TYPE for a name that no record type has: such a filter would never match
 */
export function createRecordFilter(filters: FiltersConfig): RecordFilter {
  const include = conditionsOf(filters.include);
  const exclude = conditionsOf(filters.exclude);
  if (include.length === 0 && exclude.length === 0) return () => true;
  return (record) => {
    if (!isObject(record)) return true;
    const matches = ({ valuesOf, named }: Condition) => valuesOf(record).some((value) => named.has(value));
    return include.every(matches) && !exclude.some(matches);
  };
}

function conditionsOf(conditions: Conditions): Condition[] {
  const all: Condition[] = [
    { valuesOf: recordTypeOf, named: recordTypes(conditions.record_types) },
    { valuesOf: textOf('Workload'), named: lowerCase(conditions.workloads) },
    { valuesOf: textOf('Operation'), named: lowerCase(conditions.operations) },
    { valuesOf: textOf('UserId'), named: lowerCase(conditions.users) },
  ];
  return all.filter(({ named }) => named.size > 0);
}

function recordTypes(named: Conditions['record_types']): ReadonlySet<string> {
  const known = new Set([...RECORD_TYPES.values()].map((name) => name.toLowerCase()));
  const unknown = named.filter((name) => typeof name === 'string' && !known.has(name.toLowerCase()));
  if (unknown.length > 0) throw new CodedError(ingestErrors.unknownRecordType, unknown.join(', '));
  return lowerCase(named);
}

/** A record type can be named by its number or by its name. */
function recordTypeOf(record: Readonly<Record<string, unknown>>): readonly string[] {
  const number = Number(record.RecordType);
  const name = RECORD_TYPES.get(number);
  return name === undefined ? [String(number)] : [String(number), name.toLowerCase()];
}

function textOf(field: string): Condition['valuesOf'] {
  return (record) => {
    const value = record[field];
    return typeof value === 'string' ? [value.toLowerCase()] : [];
  };
}

function lowerCase(values: readonly (string | number)[]): ReadonlySet<string> {
  return new Set(values.map((value) => String(value).toLowerCase()));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
