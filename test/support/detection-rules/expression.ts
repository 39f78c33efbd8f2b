import {
  all,
  any,
  type Condition,
  type FieldTest,
  not,
  type RangeBound,
  test,
  UnreadableQuery,
} from './condition.ts';
import type { Token } from './tokens.ts';

/** EQL matches with `:`, `like~` and functions in camel case; ES|QL with `like`, `rlike` and functions in snake case. */
const BOUNDS: Readonly<Record<string, RangeBound>> = { '<=': 'lte', '>=': 'gte', '<': 'lt', '>': 'gt' };

interface Field {
  readonly field: string;
  /** Seen through to_lower or to_upper. */
  readonly anyCase: boolean;
}

/** Reads the conditions of EQL and of ES|QL's `where`; what a document alone cannot answer is unreadable. */
export class ExpressionParser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The whole condition. */
  read(): Condition {
    const condition = this.#expression();
    if (this.#at < this.#tokens.length) this.#fail('nothing more');
    return condition;
  }

  #expression(): Condition {
    const alternatives = [this.#conjunction()];
    while (this.#take('or')) alternatives.push(this.#conjunction());
    return any(alternatives);
  }

  #conjunction(): Condition {
    const parts = [this.#negation()];
    while (this.#take('and')) parts.push(this.#negation());
    return all(parts);
  }

  #negation(): Condition {
    if (this.#take('not')) return not(this.#negation());
    if (this.#take('true')) return all([]);
    if (!this.#take('(')) return this.#predicate();
    const condition = this.#expression();
    this.#expect(')');
    return condition;
  }

  #predicate(): Condition {
    if (this.#peek(1)?.text === '(' && this.#peek()?.kind === 'word') {
      const name = this.#word().toLowerCase();
      if (!/^to_(?:lower|upper)$/.test(name)) return this.#function(name);
      this.#expect('(');
      const field = this.#word();
      this.#expect(')');
      return this.#comparison({ field, anyCase: true });
    }
    return this.#comparison({ field: this.#word(), anyCase: false });
  }

  #comparison({ field, anyCase }: Field): Condition {
    if (this.#take('not')) return not(this.#comparison({ field, anyCase }));
    if (this.#take('is')) {
      const isNull = !this.#take('not');
      this.#expect('null');
      return isNull ? not(test(field, { op: 'exists' })) : test(field, { op: 'exists' });
    }
    const operator = this.#next().text.toLowerCase();
    const loose = anyCase || operator.endsWith('~') || operator === ':';
    const bound = BOUNDS[operator];
    if (bound !== undefined) return test(field, { op: 'range', bound, value: this.#value() });
    switch (operator.replace('~', '')) {
      case '==':
        return this.#equal(field, loose);
      case '!=':
        return not(this.#equal(field, loose));
      case 'in':
        return this.#values((value) => test(field, { op: 'equals', value, anyCase: loose }));
      case ':':
      case 'like':
        return this.#values((pattern) => test(field, { op: 'like', pattern, anyCase: loose }));
      case 'regex':
      case 'rlike':
        return this.#values((pattern) => test(field, { op: 'regex', pattern, anyCase: loose }));
      default:
        return this.#fail('an operator');
    }
  }

  #equal(field: string, anyCase: boolean): Condition {
    if (this.#take('null')) return not(test(field, { op: 'exists' }));
    return test(field, { op: 'equals', value: this.#value(), anyCase });
  }

  #values(of: (value: string) => Condition): Condition {
    if (!this.#take('(')) return of(this.#value());
    return any(this.#list().map(of));
  }

  /** The values up to the closing bracket. */
  #list(): string[] {
    const values = [this.#value()];
    while (this.#take(',')) values.push(this.#value());
    this.#expect(')');
    return values;
  }

  #function(name: string): Condition {
    const anyCase = name.endsWith('~');
    this.#expect('(');
    const field = this.#word();
    this.#expect(',');
    const plain = name.replaceAll(/[_~]/g, '');
    if (plain === 'endswith' && this.#peek()?.kind === 'word') {
      const other = this.#word();
      this.#expect(')');
      return test(field, { op: 'ends_with_field', other, anyCase });
    }
    const values = this.#list();
    if (plain === 'cidrmatch') return test(field, { op: 'cidr', networks: values });
    return any(values.map((value) => test(field, functionTest(plain, value, anyCase))));
  }

  #value(): string {
    const token = this.#next();
    return token.kind === 'text' || token.kind === 'number' || /^(?:true|false)$/.test(token.text)
      ? token.text
      : this.#fail('a value');
  }

  #word(): string {
    const token = this.#next();
    return token.kind === 'word' ? token.text.replace(/^\?/, '') : this.#fail('a name');
  }

  #peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) return this.#fail('more');
    this.#at += 1;
    return token;
  }

  #take(text: string): boolean {
    const token = this.#peek();
    if (token?.kind === 'text' || token?.text.toLowerCase() !== text) return false;
    this.#at += 1;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) this.#fail(text);
  }

  #fail(expected: string): never {
    const rest = this.#tokens.slice(this.#at, this.#at + 6).map(({ text }) => text);
    throw new UnreadableQuery(`expected ${expected} at "${rest.join(' ')}"`);
  }
}

function functionTest(name: string, value: string, anyCase: boolean): FieldTest {
  const escaped = value.replaceAll(/[*?\\]/g, '\\$&');
  switch (name) {
    case 'startswith':
      return { op: 'like', pattern: `${escaped}*`, anyCase };
    case 'endswith':
      return { op: 'like', pattern: `*${escaped}`, anyCase };
    case 'stringcontains':
      return { op: 'like', pattern: `*${escaped}*`, anyCase };
    default:
      throw new UnreadableQuery(`the function ${name}`);
  }
}
