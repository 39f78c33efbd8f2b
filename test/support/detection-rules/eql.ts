import { all, type Condition, test, testsOf, UnreadableQuery } from './condition.ts';
import { ExpressionParser } from './expression.ts';
import { type Token, tokensOf } from './tokens.ts';

/** The events that a query in EQL looks for, in their order. */
export interface EqlQuery {
  readonly events: readonly Condition[];
  /** Fields that the events of a sequence have in common. */
  readonly joinedBy: readonly string[];
}

/** Reads one event query or a sequence of them (Elasticsearch documentation, "EQL syntax reference"). */
export function parseEql(query: string): EqlQuery {
  const tokens = tokensOf(query);
  if (tokens[0]?.text.toLowerCase() !== 'sequence') return { events: [eventCondition(tokens)], joinedBy: [] };
  const events: Condition[] = [];
  let start = tokens.findIndex(isSymbol('['));
  const head = tokens.slice(1, start);
  while (start !== -1) {
    const end = tokens.findIndex((token, index) => index > start && isSymbol(']')(token));
    if (end === -1) throw new UnreadableQuery('a sequence without its closing bracket');
    events.push(eventCondition(tokens.slice(start + 1, end)));
    start = tokens.findIndex((token, index) => index > end && isSymbol('[')(token));
  }
  return { events, joinedBy: joinFields(head) };
}

/** Every field that the query reads. */
export function eqlFields({ events, joinedBy }: EqlQuery): string[] {
  const tests = events.flatMap(testsOf);
  const others = tests.flatMap(([, check]) => (check.op === 'ends_with_field' ? [check.other] : []));
  return [...new Set([...tests.map(([field]) => field), ...others, ...joinedBy])];
}

/** `CATEGORY where CONDITION` */
function eventCondition([category, where, ...rest]: readonly Token[]): Condition {
  if (category === undefined || where?.text.toLowerCase() !== 'where') {
    throw new UnreadableQuery('an event without "where"');
  }
  const condition = new ExpressionParser(rest).read();
  if (category.text === 'any') return condition;
  return all([test('event.category', { op: 'equals', value: category.text, anyCase: false }), condition]);
}

/** `by FIELD, FIELD with maxspan=…` */
function joinFields(head: readonly Token[]): string[] {
  const by = head.findIndex(({ text }) => text.toLowerCase() === 'by');
  const end = head.findIndex(({ text }) => text.toLowerCase() === 'with');
  if (by === -1) return [];
  const listed = head.slice(by + 1, end === -1 ? undefined : end);
  return listed.filter(({ kind }) => kind === 'word').map(({ text }) => text.replace(/^\?/, ''));
}

function isSymbol(symbol: string): (token: Token) => boolean {
  return ({ kind, text }) => kind === 'symbol' && text === symbol;
}
