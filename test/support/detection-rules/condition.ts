/** What a rule demands of a document: one form for KQL, EQL and ES|QL. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  /** KQL: members of one object of a nested field. Fields of the part have their whole path. */
  | { readonly kind: 'nested'; readonly path: string; readonly part: Condition }
  | { readonly kind: 'test'; readonly field: string; readonly test: FieldTest };

export type FieldTest =
  | { readonly op: 'exists' }
  | { readonly op: 'equals'; readonly value: string; readonly anyCase: boolean }
  /** `*` is any text and `?` any character; a backslash makes the next character an ordinary one. */
  | { readonly op: 'like'; readonly pattern: string; readonly anyCase: boolean }
  | { readonly op: 'regex'; readonly pattern: string; readonly anyCase: boolean }
  | { readonly op: 'range'; readonly bound: RangeBound; readonly value: string }
  | { readonly op: 'cidr'; readonly networks: readonly string[] }
  /** The value ends with a value of another field. */
  | { readonly op: 'ends_with_field'; readonly other: string; readonly anyCase: boolean };

export type RangeBound = 'gt' | 'gte' | 'lt' | 'lte';

/** A query cannot be read, or only a full Elasticsearch could answer it. */
export class UnreadableQuery extends Error {}

export function all(parts: readonly Condition[]): Condition {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : { kind: 'and', parts };
}

export function any(parts: readonly Condition[]): Condition {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : { kind: 'or', parts };
}

export function test(field: string, check: FieldTest): Condition {
  return { kind: 'test', field, test: check };
}

export function not(part: Condition): Condition {
  return { kind: 'not', part };
}

/** Every test of a condition. */
export function testsOf(condition: Condition): (readonly [field: string, test: FieldTest])[] {
  switch (condition.kind) {
    case 'test':
      return [[condition.field, condition.test]];
    case 'not':
    case 'nested':
      return testsOf(condition.part);
    default:
      return condition.parts.flatMap(testsOf);
  }
}

/** The conditions that must hold together. */
export function conjunctsOf(condition: Condition): readonly Condition[] {
  return condition.kind === 'and' ? condition.parts.flatMap(conjunctsOf) : [condition];
}
