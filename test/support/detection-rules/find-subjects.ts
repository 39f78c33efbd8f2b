import { readdirSync, readFileSync } from 'node:fs';
import { CONTENT_TYPES } from '../../../sandbox/microsoft/content-types.ts';
import { generatedSupply } from '../../../sandbox/microsoft/records/generated-supply.ts';
import { isJsonObject } from '../../../src/lib/json-object.ts';
import { all, type Condition, conjunctsOf, type FieldTest, not, testsOf } from './condition.ts';
import { holds, type SeenDocument } from './holds.ts';
import { foreseen } from './mapped-subject.ts';
import { NoWayToWrite, type RuleSubject, withValue } from './rule-subject.ts';

const FIXTURES = new URL('../../fixtures/mapping/', import.meta.url);
const GENERATED = 250;
const PLACE = {
  geo: { country_name: 'Ireland', country_iso_code: 'IE', region_name: 'Leinster', city_name: 'Dublin' },
  as: { number: 64_500, organization: { name: 'Example Networks' } },
};

/** What a rule is tried with: a record that it must find, and records that differ from it in one demand each. */
export interface RuleSubjects {
  readonly match: RuleSubject;
  readonly nearMisses: readonly RuleSubject[];
}

/** A subject and how it looks. */
interface Candidate {
  readonly subject: RuleSubject;
  readonly seen: SeenDocument;
}

/** The project's own records of every kind: the fixtures of the mapping, and what the sandbox generates. */
export function ownRecords(): Candidate[] {
  const fixtures: unknown[] = readdirSync(FIXTURES).map(
    (name) => Object(JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8'))).record,
  );
  const tenantId = '11111111-2222-3333-4444-555555555555';
  const generated: unknown[] = CONTENT_TYPES.flatMap((contentType) => {
    const supply = generatedSupply('rules', { tenantId, contentType }, GENERATED);
    return Array.from({ length: GENERATED }, (_, index) =>
      JSON.parse(supply.json(index, Date.UTC(2026, 7, 1))),
    );
  });
  return [...generated, ...fixtures]
    .filter(isJsonObject)
    .map((record) => candidate({ record, place: PLACE }));
}

/**
 * Makes the records for a rule's demand on one document: the record at hand that fulfils most is changed, in the shape in which
 * Microsoft delivers it, until it fulfils all; then each demand in turn is broken. `context` holds for all of them.
 * @throws Error naming the demand that no record could be made to fulfil
 */
export function findSubjects(
  condition: Condition,
  context: readonly Condition[],
  records: readonly Candidate[],
): RuleSubjects {
  const demands = [...conjunctsOf(condition), ...context];
  const match = repairedMatch(demands, bestOfEachKind(demands, records));
  const nearMisses = conjunctsOf(condition).flatMap((demand) => {
    const others = demands.filter((one) => one !== demand);
    return changed(match, all([...others, not(demand)]), not(demand))?.subject ?? [];
  });
  return { match: match.subject, nearMisses };
}

/** Of each record type the record that fulfils most, the best first. */
function bestOfEachKind(demands: readonly Condition[], records: readonly Candidate[]): Candidate[] {
  const scored = records.map((record) => ({ record, score: fulfilled(demands, record) }));
  const ordered = scored.sort((one, other) => other.score - one.score).map(({ record }) => record);
  const kinds = new Set<string>();
  return ordered.filter(({ seen }) => {
    const [kind = ''] = seen.valuesOf('event.code');
    const isFirst = !kinds.has(kind);
    kinds.add(kind);
    return isFirst;
  });
}

function repairedMatch(demands: readonly Condition[], kinds: readonly Candidate[]): Candidate {
  const failures: string[] = [];
  for (const kind of kinds) {
    let match: Candidate | undefined = kind;
    for (const demand of demands) {
      if (match === undefined || holds(demand, match.seen) === true) continue;
      const present: SeenDocument = match.seen;
      const earlier = demands.filter((one) => holds(one, present) === true);
      match = changed(match, all([...earlier, demand]), demand);
      if (match === undefined) failures.push(JSON.stringify(demand));
    }
    if (match !== undefined) return match;
  }
  throw new Error(`no record fulfils ${[...new Set(failures)].join(' or ')}`);
}

function candidate(subject: RuleSubject): Candidate {
  return { subject, seen: foreseen(subject) };
}

/** How many demands a candidate fulfils; of two that fulfil as many, the one with the more similar action is of the right kind. */
function fulfilled(demands: readonly Condition[], { seen }: Candidate): number {
  const [action = ''] = seen.valuesOf('event.action');
  const likeness = demands
    .flatMap(testsOf)
    .map(([field, check]) =>
      field === 'event.action' && check.op === 'equals' ? commonStart(check.value, action) / 1_000 : 0,
    );
  return demands.filter((demand) => holds(demand, seen) === true).length + Math.max(0, ...likeness);
}

function commonStart(one: string, other: string): number {
  const end = [...one].findIndex((character, index) => character !== other[index]);
  return end === -1 ? one.length : end;
}

type Values = readonly (readonly [field: string, value: string | undefined])[];

/** The candidate changed as `demand` wants it, when it then fulfils `goal`. */
function changed({ subject }: Candidate, goal: Condition, demand: Condition): Candidate | undefined {
  for (const values of solutions(demand, true)) {
    const next = written(subject, values);
    if (next !== undefined && holds(goal, next.seen) === true) return next;
  }
  return undefined;
}

function written(subject: RuleSubject, values: Values): Candidate | undefined {
  try {
    return candidate(values.reduce((one, [field, value]) => withValue(one, field, value), subject));
  } catch (error) {
    if (error instanceof NoWayToWrite) return undefined;
    throw error;
  }
}

/** Values that make a condition true (or untrue), the plainest first. */
function* solutions(condition: Condition, wanted: boolean): Generator<Values> {
  switch (condition.kind) {
    case 'not':
      return yield* solutions(condition.part, !wanted);
    case 'nested':
      return yield* solutions(condition.part, wanted);
    case 'test':
      for (const value of wanted ? passing(condition.test) : failing(condition.test))
        yield [[condition.field, value]];
      return;
    default:
      if ((condition.kind === 'and') === wanted) return yield* together(condition.parts, wanted);
      for (const part of condition.parts) yield* solutions(part, wanted);
  }
}

/** Each part solved, in every combination. */
function* together([first, ...rest]: readonly Condition[], wanted: boolean): Generator<Values> {
  if (first === undefined) return yield [];
  for (const values of solutions(first, wanted)) {
    for (const others of together(rest, wanted)) yield [...values, ...others];
  }
}

function* passing(check: FieldTest): Generator<string> {
  switch (check.op) {
    case 'exists':
      yield* ['someone@elsewhere.example', '203.0.113.77', '7', 'true'];
      return;
    case 'equals':
      return yield check.value;
    case 'like':
      yield* ['', 'x'].map((anything) => textFor(check.pattern, anything));
      return;
    case 'range':
      return yield String(Number(check.value) + ({ gt: 1, gte: 0, lt: -1, lte: 0 }[check.bound] ?? 0));
    case 'cidr':
      return yield check.networks[0]?.split('/')[0] ?? '';
    case 'regex':
      // Plain alternatives of a pattern, with nothing in the place of `.*`.
      yield* check.pattern
        .replaceAll('.*', '')
        .replaceAll(/[()^$\\]/g, '')
        .split('|');
      return;
    case 'ends_with_field':
      return yield 'alice@contoso.example';
  }
}

/** A text that fits a pattern, with `anything` in the place of `*`. */
function textFor(pattern: string, anything: string): string {
  const wild: Readonly<Record<string, string>> = { '*': anything, '?': 'x' };
  return pattern.replaceAll(
    /\\([\s\S])|[*?]/g,
    (found, plain: string | undefined) => plain ?? wild[found] ?? '',
  );
}

function* failing(check: FieldTest): Generator<string | undefined> {
  if (check.op === 'equals' && check.value === 'true') yield 'false';
  if (check.op === 'equals' && check.value === 'false') yield 'true';
  if (check.op === 'range') yield String(Number(check.value) + (check.bound.startsWith('g') ? -1 : 1));
  if (check.op === 'cidr') yield '203.0.113.77';
  if (check.op === 'equals') yield `${check.value}x`;
  if (check.op !== 'exists') yield* ['failure', 'someone@elsewhere.example', '99', 'ExchangeItem'];
  yield undefined;
}
