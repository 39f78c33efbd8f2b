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
  const commands = splitCommands(tokensOf(query));
  const made = new Set(commands.flatMap(columnsMadeBy));
  const isOwn = (name: string) => made.has(name) || /^Esql/.test(name);
  const conditions: Condition[] = [];
  const expanded = new Set<string>();
  const left: string[] = [];
  let grouped = false;
  for (const [command, ...rest] of commands) {
    const name = command?.text.toLowerCase() ?? '';
    grouped ||= name === 'stats' || name === 'inlinestats';
    if (name === 'mv_expand') expanded.add(rest[0]?.text ?? '');
    else if (name === 'where' && !grouped && !rest.some(({ kind, text }) => kind === 'word' && isOwn(text)))
      conditions.push(new ExpressionParser(rest).read());
    else if (!/^(?:from|eval|keep|drop|sort|limit)$/.test(name)) left.push(name);
  }
  const fields = commands.filter(([command]) => command?.text.toLowerCase() !== 'from').flatMap(fieldsOf);
  const read = conditions.flatMap(testsOf).map(([field]) => field);
  const names = [...new Set([...fields, ...read])].filter((name) => !isOwn(name) && !name.startsWith('_'));
  return { condition: all(conditions), expanded, fields: names, left };
}

function splitCommands(tokens: readonly Token[]): Token[][] {
  const commands: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'symbol' && token.text === '|') commands.push([]);
    else commands.at(-1)?.push(token);
  }
  return commands;
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
