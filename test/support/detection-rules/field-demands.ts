import { type Condition, type FieldTest, testsOf } from './condition.ts';
import type { DetectionRule, ReadRule } from './detection-rule.ts';
import { EVERY_FIELD } from './kql.ts';

/** The type of a mapped field by its path; undefined for none. */
export type FieldTypes = (path: string) => string | undefined;

const WORDS = ['keyword', 'constant_keyword', 'wildcard'];
const NUMBERS = ['long', 'integer', 'double', 'float'];

/** Why a rule cannot work with the mapped fields; empty when it can. */
export function unfitFields(rule: DetectionRule, read: ReadRule, typeOf: FieldTypes): string[] {
  const isKql = rule.language === 'kuery';
  const missing = read.fields
    .filter((field) => !field.includes('*') && mappedType(field, typeOf) === undefined)
    .map((field) => `${field} is not mapped`);
  const unfit = read.events
    .flatMap((event) => outsideNested(event))
    .flatMap(([field, check]) => {
      if (field === EVERY_FIELD || field.includes('*')) return [];
      const type = mappedType(field, typeOf);
      return type === undefined || fits(check, type, isKql)
        ? []
        : [`${field} is ${type}, no type for ${check.op}`];
    });
  const hidden = testedFields(read).filter((field) =>
    ancestors(field).some((path) => typeOf(path) === 'nested'),
  );
  const uncounted = rule.grouping.filter((field) =>
    /text|flattened|object|undefined/.test(String(typeOf(field))),
  );
  return [
    ...missing,
    ...unfit,
    ...hidden.map((field) => `${field} is inside of a nested field`),
    ...uncounted.map((field) => `${field} cannot be counted by`),
  ];
}

function fits(check: FieldTest, type: string, isKql: boolean): boolean {
  // EQL and ES|QL do not know flattened fields.
  const words = isKql ? [...WORDS, 'flattened'] : WORDS;
  switch (check.op) {
    case 'exists':
      return type !== 'object' && (isKql || type !== 'flattened');
    case 'equals':
      if (/^(?:true|false)$/.test(check.value) && type === 'boolean') return true;
      if (NUMBERS.includes(type)) return !Number.isNaN(Number(check.value));
      return [...words, 'ip', 'date', ...(isKql ? ['text', 'match_only_text'] : [])].includes(type);
    case 'range':
      return [...NUMBERS, 'date', 'ip'].includes(type);
    case 'cidr':
      return type === 'ip';
    default:
      return words.includes(type);
  }
}

/** A key of a flattened field is mapped with it; such a key takes values only, no patterns. */
function mappedType(field: string, typeOf: FieldTypes): string | undefined {
  return (
    typeOf(field) ?? (ancestors(field).some((path) => typeOf(path) === 'flattened') ? 'flattened' : undefined)
  );
}

function ancestors(field: string): string[] {
  const names = field.split('.');
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join('.'));
}

function testedFields(read: ReadRule): string[] {
  return [...new Set(read.events.flatMap(outsideNested).map(([field]) => field))];
}

function outsideNested(condition: Condition): ReturnType<typeof testsOf> {
  if (condition.kind === 'nested') return [];
  if (condition.kind === 'test') return testsOf(condition);
  return condition.kind === 'not' ? outsideNested(condition.part) : condition.parts.flatMap(outsideNested);
}
