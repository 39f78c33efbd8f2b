import { all, any, type Condition, not, type RangeBound, test, UnreadableQuery } from './condition.ts';

/** The field of a value that stands alone: every field. */
export const EVERY_FIELD = '*';

/** Reads a query in the Kibana Query Language (Kibana documentation, "Kibana Query Language"). */
export function parseKql(text: string): Condition {
  const parser = new KqlParser(text);
  const condition = parser.expression('');
  parser.end();
  return condition;
}

const KEYWORD = /^(?:and|or|not)(?=[\s(]|$)/i;
const UNESCAPED: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n' };
const SPECIAL = '\\():<>"*{}';
const BOUNDS: Readonly<Record<string, RangeBound>> = { '<=': 'lte', '>=': 'gte', '<': 'lt', '>': 'gt' };

/** A piece of text as it was written, with the wildcards that it holds. */
interface Literal {
  readonly text: string;
  /** As {@link text}, with backslashes before what is no wildcard. */
  readonly pattern: string;
  readonly wild: boolean;
}

type Operand = () => Condition;

class KqlParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** A whole expression; `path` is the nested field that it stands in. */
  expression(path: string): Condition {
    return this.#joined(() => this.#term(path));
  }

  end(): void {
    this.#blanks();
    if (this.#at < this.#text.length) this.#fail('nothing more');
  }

  /** Operands joined by `or`, which binds less than `and`, which binds less than `not`. */
  #joined(operand: Operand): Condition {
    return any(this.#listed('or', () => all(this.#listed('and', () => this.#negated(operand)))));
  }

  #listed(word: string, operand: Operand): Condition[] {
    const parts = [operand()];
    while (this.#word(word)) parts.push(operand());
    return parts;
  }

  #negated(operand: Operand): Condition {
    return this.#word('not') ? not(this.#negated(operand)) : operand();
  }

  #term(path: string): Condition {
    if (this.#symbol('(')) return this.#closed(')', this.expression(path));
    const subject = this.#literal();
    if (this.#symbol(':')) {
      const field = path + subject.text;
      if (!this.#symbol('{')) return this.#values(field);
      return { kind: 'nested', path: field, part: this.#closed('}', this.expression(`${field}.`)) };
    }
    const bound = Object.entries(BOUNDS).find(([symbol]) => this.#symbol(symbol))?.[1];
    if (bound === undefined) return valueTest(EVERY_FIELD, subject);
    return test(path + subject.text, { op: 'range', bound, value: this.#literal().text });
  }

  /** One value, or values in brackets. */
  #values(field: string): Condition {
    if (!this.#symbol('(')) return valueTest(field, this.#literal());
    return this.#closed(
      ')',
      this.#joined(() => this.#values(field)),
    );
  }

  #closed(symbol: string, condition: Condition): Condition {
    if (!this.#symbol(symbol)) this.#fail(symbol);
    return condition;
  }

  #literal(): Literal {
    this.#blanks();
    if (this.#text[this.#at] === '"') return this.#quoted();
    if (KEYWORD.test(this.#text.slice(this.#at))) this.#fail('a name or a value');
    let [text, pattern] = ['', ''];
    let wild = false;
    while (!this.#endsLiteral()) {
      const character = this.#text[this.#at] ?? '';
      if (character === '*') {
        wild = true;
        text += '*';
        pattern += '*';
        this.#at += 1;
      } else {
        const plain = character === '\\' ? this.#escaped() : this.#taken(1);
        text += plain;
        pattern += escapedPattern(plain);
      }
    }
    if (text.trim() === '') this.#fail('a name or a value');
    return { text: text.trimEnd(), pattern: pattern.trimEnd(), wild };
  }

  /** An unquoted text may hold blanks; it ends at a special character or before a keyword. */
  #endsLiteral(): boolean {
    const rest = this.#text.slice(this.#at);
    const first = rest[0];
    if (first === undefined || (first !== '\\' && first !== '*' && SPECIAL.includes(first))) return true;
    return /^\s/.test(rest) && (rest.trim() === '' || KEYWORD.test(rest.trimStart()));
  }

  #escaped(): string {
    this.#at += 1;
    const rest = this.#text.slice(this.#at);
    const keyword = KEYWORD.exec(rest)?.[0];
    if (keyword !== undefined) return this.#taken(keyword.length);
    const unicode = /^u([0-9a-f]{4})/i.exec(rest)?.[1];
    if (unicode !== undefined) {
      this.#at += 5;
      return String.fromCharCode(Number.parseInt(unicode, 16));
    }
    const next = this.#taken(1);
    const plain = UNESCAPED[next] ?? (next !== '' && SPECIAL.includes(next) ? next : undefined);
    return plain ?? this.#fail('a character that can be escaped');
  }

  #quoted(): Literal {
    const match = /^"((?:\\[\s\S]|[^"\\])*)"/.exec(this.#text.slice(this.#at));
    if (match === null) return this.#fail('a closing quote');
    this.#at += match[0].length;
    // In quotes only blanks, Unicode, the quote and the backslash itself are escaped; another backslash is one.
    const text = (match[1] ?? '').replaceAll(
      /\\(?:u([0-9a-f]{4})|([trn"\\]))/gi,
      (_, unicode: string | undefined, next: string) =>
        unicode === undefined ? (UNESCAPED[next] ?? next) : String.fromCharCode(Number.parseInt(unicode, 16)),
    );
    return { text, pattern: escapedPattern(text), wild: false };
  }

  #blanks(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #symbol(symbol: string): boolean {
    this.#blanks();
    if (!this.#text.startsWith(symbol, this.#at)) return false;
    this.#at += symbol.length;
    return true;
  }

  #word(word: string): boolean {
    this.#blanks();
    const found = KEYWORD.exec(this.#text.slice(this.#at))?.[0];
    if (found?.toLowerCase() !== word) return false;
    this.#at += word.length;
    return true;
  }

  #taken(length: number): string {
    this.#at += length;
    return this.#text.slice(this.#at - length, this.#at);
  }

  #fail(expected: string): never {
    throw new UnreadableQuery(`expected ${expected} at "${this.#text.slice(this.#at, this.#at + 30)}"`);
  }
}

function valueTest(field: string, { text, pattern, wild }: Literal): Condition {
  if (!wild) return test(field, { op: 'equals', value: text, anyCase: false });
  return test(field, /^\*+$/.test(pattern) ? { op: 'exists' } : { op: 'like', pattern, anyCase: false });
}

function escapedPattern(text: string): string {
  return text.replaceAll(/[*?\\]/g, '\\$&');
}
