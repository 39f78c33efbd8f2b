import { appendOwn, type MadeLists } from '../parse/json-value.ts';

/** Name of the secrets that a DLP policy found (see steps/detected-values.ts). They are kept, but nothing is to find them. */
export const DETECTED_VALUES = 'DetectedValues';
/** As the name of a member in JSON text, also where that text is itself part of JSON text. */
const IN_JSON_TEXT = new RegExp(`${DETECTED_VALUES}\\\\*"`);

/** Longer values are not searchable as keywords; holding a copy of them would only cost space. */
const MAX_COPY_LENGTH = 1_024;
const MAX_PATH_LENGTH = 512;
const MAX_COPIES = 500;
/** Elasticsearch takes 10,000 nested objects in a document; some are left for email.attachments. */
const MAX_NESTED = 8_000;

/** A member that no row declares, below a declared one; an empty parent is the record. */
export interface UndeclaredMember {
  readonly parent: string;
  readonly name: string;
}

/**
 * What a record holds beyond the declared fields, by path: o365.audit.unmapped, one flattened field. It makes members with
 * unknown names searchable (they keep their place too, where Elasticsearch does not look at them), and it is where values go that
 * do not fit their field's type. So everything stays searchable, and the mapping never grows.
 */
export class Remainder {
  readonly #undeclared: UndeclaredMember[] | undefined;
  #values: Record<string, unknown> | undefined;
  readonly #lists: MadeLists = new Set();
  readonly #detected: string[] = [];
  #copies = 0;
  #nested = 0;

  /** `undeclared` gets the members that no row declares; without it nobody wants to know. */
  constructor(undeclared?: UndeclaredMember[]) {
    this.#undeclared = undeclared;
  }

  /** Notes a member that no row declares. */
  note(parent: string, name: string): void {
    this.#undeclared?.push({ parent, name });
  }

  /** Adds a copy of a value that has a place of its own. Bounded: beyond that the value has only its own place. */
  copy(path: string, value: string): void {
    if (value.length > MAX_COPY_LENGTH || path.length > MAX_PATH_LENGTH || this.#copies >= MAX_COPIES) return;
    if (value.includes(DETECTED_VALUES)) return;
    this.#copies += 1;
    this.keep(path, value);
  }

  /** Keeps a value that has no other place. It is indexed, unless it holds detected values. */
  keep(path: string, value: string): void {
    if (this.indexable(value) === undefined) return;
    this.#values ??= {};
    // A flattened field refuses a NUL in a key: it separates key and value in the index.
    appendOwn(this.#values, path.includes('\0') ? path.replaceAll('\0', '_') : path, value, this.#lists);
  }

  /** Keeps, as JSON text, secrets that a DLP policy found in a member that is indexed. */
  keepDetected(value: string): void {
    this.#detected.push(value);
  }

  /** The text, to be indexed; undefined for JSON text, whole or cut, with such secrets: it is kept with these. */
  indexable(text: string): string | undefined {
    if (!text.includes(DETECTED_VALUES) || !IN_JSON_TEXT.test(text)) return text;
    this.keepDetected(text);
    return undefined;
  }

  /** These secrets. */
  get detected(): readonly string[] {
    return this.#detected;
  }

  /** How many of so many nested objects the document can still take. */
  takeNested(wanted: number): number {
    const taken = Math.min(wanted, MAX_NESTED - this.#nested);
    this.#nested += taken;
    return taken;
  }

  /** The values by path, or undefined when there are none. */
  get values(): Record<string, unknown> | undefined {
    return this.#values;
  }
}
