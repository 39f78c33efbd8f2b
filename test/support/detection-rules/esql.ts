import { all, type Condition, testsOf } from './condition.ts';
import { ExpressionParser } from './expression.ts';
import { type Token, tokensOf } from './tokens.ts';

/** What a query in ES|QL demands of single documents. */
export interface EsqlQuery {
  readonly condition: Condition;
  /** Fields with a row for each of their values; of other fields, several values compare as null. */
  readonly expanded: ReadonlySet<string>;
  /** Every field of the index that it reads. */
  readonly fields: readonly string[];
  /** Commands that are not about single documents, or are about columns that the query makes. */
  readonly left: readonly string[];
}

/** Reads the parts of a query that are about documents (Elasticsearch documentation, "ES|QL commands"). */
export function parseEsql(query: string): EsqlQuery {
  const commands = splitAt(tokensOf(query), '|');
  const aliases = new Map(commands.flatMap(aliasesOf));
  const made = new Set(commands.flatMap(columnsMadeBy).filter((name) => !aliases.has(name)));
  const isOwn = ({ kind, text }: Token) => kind === 'word' && (made.has(text) || /^Esql/.test(text));
  const conditions: Condition[] = [];
  const expanded = new Set<string>();
  const left: string[] = [];
  let grouped = false;
  for (const [command, ...rest] of commands) {
    const name = command?.text.toLowerCase() ?? '';
    grouped ||= name === 'stats' || name === 'inlinestats';
    if (name === 'mv_expand') {
      expanded.add(rest[0]?.text ?? '');
    } else if (name === 'where' && !grouped) {
      const parts = conjunctions(rest.flatMap((token) => aliases.get(token.text) ?? [token]));
      if (parts.some((part) => part.some(isOwn))) left.push(name);
      for (const part of parts) if (!part.some(isOwn)) conditions.push(new ExpressionParser(part).read());
    } else if (!/^(?:from|eval|keep|drop|sort|limit)$/.test(name)) {
      left.push(name);
    }
  }
  const fields = commands.filter(([command]) => command?.text.toLowerCase() !== 'from').flatMap(fieldsOf);
  const read = conditions.flatMap(testsOf).map(([field]) => field);
  const names = [...new Set([...fields, ...read])].filter(
    (name) => !isOwn({ kind: 'word', text: name }) && !aliases.has(name) && !name.startsWith('_'),
  );
  return { condition: all(conditions), expanded, fields: names, left };
}

/** The tokens between separators that stand in no brackets. */
function splitAt(tokens: readonly Token[], separator: string): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'symbol' && token.text === '(') depth += 1;
    if (token.kind === 'symbol' && token.text === ')') depth -= 1;
    if (depth === 0 && token.kind !== 'text' && token.text.toLowerCase() === separator) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** What is joined by `and`; the whole where an `or` stands beside it. */
function conjunctions(tokens: readonly Token[]): (readonly Token[])[] {
  return splitAt(tokens, 'or').length > 1 ? [tokens] : splitAt(tokens, 'and');
}

/** Columns that are a field under another name, or in lower case: `eval user = to_lower(user.id)`. */
function aliasesOf([command, ...rest]: readonly Token[]): (readonly [string, readonly Token[]])[] {
  if (command?.text.toLowerCase() !== 'eval') return [];
  return splitAt(rest, ',').flatMap(([name, sign, ...value]) => {
    const text = value.map((token) => token.text).join('');
    const isField = value.length === 1 && value[0]?.kind === 'word';
    const isCased = /^to_(?:lower|upper)\([\w.@-]+\)$/i.test(text);
    return name !== undefined && sign?.text === '=' && (isField || isCased)
      ? [[name.text, value] as const]
      : [];
  });
}

/** Names before `=`, and names inside of the patterns of grok and dissect. */
function columnsMadeBy(command: readonly Token[]): string[] {
  const assigned = command.filter((_, index) => command[index + 1]?.text === '=').map(({ text }) => text);
  if (!/^(?:grok|dissect)$/i.test(command[0]?.text ?? '')) return assigned;
  const patterns = command.filter(({ kind }) => kind === 'text').map(({ text }) => text);
  return [
    ...assigned,
    ...patterns.flatMap((text) => [...text.matchAll(/[<:{]([\w.]+)[>}]/g)].map(([, name]) => name ?? '')),
  ];
}

/** Names with dots that are no functions. */
function fieldsOf(command: readonly Token[]): string[] {
  return command
    .filter(
      ({ kind, text }, index) =>
        kind === 'word' &&
        /^[a-z][\w-]*(?:\.[\w-]+)+$|^@timestamp$/i.test(text) &&
        command[index + 1]?.text !== '(',
    )
    .map(({ text }) => text);
}
