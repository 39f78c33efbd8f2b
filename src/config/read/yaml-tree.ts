import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';
import type { PlacedFinding, Position } from './problem.ts';
import { isUtf8, notUtf8 } from './utf8-text.ts';
import { toPointer, type ValuePath } from './value-path.ts';
import { describeYamlError } from './yaml-errors.ts';

/** The plain values of a YAML text, and where each of them stands. */
export interface YamlTree {
  readonly data: unknown;
  /** What is wrong with the text as YAML; the data is incomplete then. */
  readonly syntax: readonly PlacedFinding[];
  /** Keys given twice and the like; the data is usable. */
  readonly findings: readonly PlacedFinding[];
  /** True where the text holds no value at all. */
  readonly empty: boolean;
  /** Position of a key, by the pointer of its value. */
  readonly keyAt: ReadonlyMap<string, Position>;
  /** Position of a value, by its pointer. */
  readonly valueAt: ReadonlyMap<string, Position>;
}

/** Parses YAML. Keys without a value count as absent, so that a section may be commented out below its key. */
export function readYamlTree(text: string): YamlTree {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    // The pretty form quotes the source, which may hold a secret. Twice-given keys are found below, with their path.
    prettyErrors: false,
    uniqueKeys: false,
    version: '1.2',
  });
  const place = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const syntax = [...document.errors, ...document.warnings]
    .map((error) => describeYamlError(error.code, place(error.pos[0]), text.split('\n')))
    .filter(isFirstOfItsLine);
  const walk = new TreeWalk(place, (alias) => alias.resolve(document));
  const data = syntax.length === 0 ? walk.value(document.contents, [], []) : undefined;
  const { findings, keyAt, valueAt } = walk;
  return { data, syntax, findings, empty: document.contents === null, keyAt, valueAt };
}

/** Aliases of aliases multiply; no configuration that somebody wrote comes near. */
const mostValues = 200_000;

/** Turns YAML nodes into plain values and notes where they stand. */
class TreeWalk {
  readonly findings: PlacedFinding[] = [];
  readonly keyAt = new Map<string, Position>();
  readonly valueAt = new Map<string, Position>();
  readonly #place: (offset: number) => Position;
  readonly #resolve: (alias: Alias) => Node | undefined;
  #values = 0;
  #refused = false;

  constructor(place: (offset: number) => Position, resolve: (alias: Alias) => Node | undefined) {
    this.#place = place;
    this.#resolve = resolve;
  }

  /** @param open the collections around the node, to notice an alias to one of them */
  value(node: unknown, path: ValuePath, open: readonly unknown[]): unknown {
    this.#values += 1;
    if (isAlias(node)) {
      this.#note(this.valueAt, path, node.range?.[0]);
      return this.#alias(node, path, open);
    }
    if (isMap(node)) return this.#mapping(node.items, node.range?.[0], path, [...open, node]);
    if (isSeq(node)) {
      this.#note(this.valueAt, path, node.range?.[0]);
      return node.items.map((item, index) => this.value(item, [...path, index], [...open, node]));
    }
    if (!isScalar(node)) return null;
    this.#note(this.valueAt, path, node.range?.[0]);
    if (typeof node.value === 'string' && !isUtf8(node.value)) {
      this.#report(path, node.range?.[0], notUtf8.expected, notUtf8.found, notUtf8.remedy);
    }
    return node.value;
  }

  #alias(node: Alias, path: ValuePath, open: readonly unknown[]): unknown {
    if (this.#values > mostValues) return this.#refuseMore(node);
    const target = this.#resolve(node);
    if (target !== undefined && !open.includes(target)) return this.value(target, path, open);
    const offset = node.range?.[0];
    if (target === undefined) {
      this.#report(
        path,
        offset,
        'a value',
        'an alias (*) to nothing',
        'Put a value that begins with * in quotes.',
      );
    } else {
      this.#report(path, offset, 'a value', 'an alias (*) to what it stands in', 'Write the value out.');
    }
    return null;
  }

  /** Told once, at its first place and not at its path: such a file has thousands. */
  #refuseMore(node: Alias): null {
    if (!this.#refused) {
      const found = `aliases (*) of aliases that unfold to more than ${mostValues} values`;
      this.#report(
        [],
        node.range?.[0],
        'a configuration of some thousand values',
        found,
        'Write the values out.',
      );
    }
    this.#refused = true;
    return null;
  }

  #mapping(pairs: readonly Pair[], offset: number | undefined, path: ValuePath, open: readonly unknown[]) {
    this.#note(this.valueAt, path, offset);
    const entries = new Map<string, unknown>();
    for (const pair of pairs) {
      const name = isScalar(pair.key) ? String(pair.key.value) : '?';
      const keyOffset =
        isScalar(pair.key) || isMap(pair.key) || isSeq(pair.key) ? pair.key.range?.[0] : undefined;
      const below = [...path, name];
      if (entries.has(name)) {
        this.#report(below, keyOffset, 'each key once', 'the key a second time', 'Keep one of the two.');
        continue;
      }
      this.#note(this.keyAt, below, keyOffset ?? offset);
      entries.set(name, isEmpty(pair.value) ? undefined : this.value(pair.value, below, open));
    }
    // fromEntries makes own properties of all names, `__proto__` among them.
    return Object.fromEntries([...entries].filter(([, value]) => value !== undefined));
  }

  #note(places: Map<string, Position>, path: ValuePath, offset: number | undefined): void {
    const pointer = toPointer(path);
    if (offset !== undefined && !places.has(pointer)) places.set(pointer, this.#place(offset));
  }

  #report(
    path: ValuePath,
    offset: number | undefined,
    expected: string,
    found: string,
    remedy: string,
  ): void {
    this.findings.push({ path, position: this.#place(offset ?? 0), expected, found, remedy });
  }
}

/** The parser trips again over the rest of a line that it could not read. */
function isFirstOfItsLine(finding: PlacedFinding, index: number, all: readonly PlacedFinding[]): boolean {
  return all.findIndex((other) => other.position.line === finding.position.line) === index;
}

/** A key with nothing behind it; a written `null` or `~` is a value. */
function isEmpty(value: unknown): boolean {
  return value === null || (isScalar(value) && value.value === null && value.source === '');
}
