import { UnreadableQuery } from './condition.ts';

export interface Token {
  readonly kind: 'text' | 'number' | 'word' | 'symbol';
  /** The value of a text; names without back quotes. */
  readonly text: string;
}

const COMMENT_OR_BLANK = /(?:\s+|\/\*[\s\S]*?\*\/|\/\/[^\n]*)+/y;
const RAW_TEXT = /"""([\s\S]*?)"""/y;
const TEXT = /"((?:\\[\s\S]|[^"\\])*)"/y;
const NUMBER = /-?\d+(?:\.\d+)?(?![\w.])/y;
/** A name with dots, parts of which may stand in back quotes; EQL's optional fields begin with `?`, its loose operators end in `~`. */
const WORD = /[?@]?(?:`[^`]+`|[\w*-]+)(?:\.(?:`[^`]+`|[\w*-]+))*~?/y;
const SYMBOL = /==|!=|<=|>=|[<>()[\],:|=+*/%-]/y;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** The words of a query in EQL or ES|QL, without comments. */
export function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(query);
    if (found === null) return undefined;
    at = pattern.lastIndex;
    return found[1] ?? found[0];
  };
  while (at < query.length) {
    if (match(COMMENT_OR_BLANK) !== undefined) continue;
    const raw = match(RAW_TEXT);
    const text = raw ?? unescaped(match(TEXT));
    if (text !== undefined) tokens.push({ kind: 'text', text });
    else tokens.push(plainToken(match));
  }
  return tokens;

  function plainToken(take: typeof match): Token {
    const number = take(NUMBER);
    if (number !== undefined) return { kind: 'number', text: number };
    const word = take(WORD);
    if (word !== undefined) return { kind: 'word', text: word.replaceAll('`', '') };
    const symbol = take(SYMBOL);
    if (symbol !== undefined) return { kind: 'symbol', text: symbol };
    throw new UnreadableQuery(`cannot read "${query.slice(at, at + 20)}"`);
  }
}

function unescaped(text: string | undefined): string | undefined {
  return text?.replaceAll(/\\([\s\S])/g, (_, next: string) => ESCAPES[next] ?? (next === '*' ? '\\*' : next));
}
