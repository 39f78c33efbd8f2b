/** A JSON Schema, as Ajv takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What reading a value needs to know beside the value. */
export interface ReadContext {
  /** Folder of the configuration file; relative paths start here. */
  readonly folder: string;
  /** Keys and list positions that lead to the value. */
  readonly path: readonly (string | number)[];
  /** Absolute path of the file that a value was read from; undefined where it stands in the configuration itself. */
  readonly fileOf: (path: readonly (string | number)[]) => string | undefined;
  /** The environment that the program runs in. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How a value is built from other values, for everything that walks the schema. */
export type Structure =
  | { readonly kind: 'scalar'; readonly choices?: readonly string[] }
  | { readonly kind: 'list'; readonly item: ValueType<unknown> }
  | { readonly kind: 'object'; readonly keys: Keys }
  /** Exactly one of several sets of keys. */
  | { readonly kind: 'choice'; readonly alternatives: readonly Keys[] }
  /** The key `tag` decides which other keys there are. */
  | { readonly kind: 'variants'; readonly tag: string; readonly variants: Readonly<Record<string, Keys>> }
  /** `false`, or what `on` says. */
  | { readonly kind: 'switchable'; readonly on: ValueType<unknown> };

/** What a value of the configuration may be: how it is validated, described, and turned into its typed form. */
export interface ValueType<T> {
  /** Short name for the documentation: `duration`, `list of strings`. */
  readonly label: string;
  /** What follows the word "expected" in a message. */
  readonly expects: string;
  readonly jsonSchema: JsonSchema;
  readonly structure: Structure;
  /** True where a value may be, or may be mistaken for, a secret: no message shows it. */
  readonly hidden: boolean;
  /** True where `<key>_file` may name a file that holds the value. */
  readonly fromFile: boolean;
  /** The value that a text from the environment stands for; absent where the text itself is the value. */
  readonly fromText?: (text: string) => unknown;
  /** Turns a validated value into its typed form: durations become milliseconds, sizes bytes, defaults are filled. */
  read(value: unknown, context: ReadContext): T;
}

export type Presence = 'required' | 'optional' | 'default';

/** What a key means to an operator. */
export interface KeyDoc {
  readonly about: string;
  /** A value as it is written in YAML; the default serves where it is absent. */
  readonly example?: unknown;
  /** A path as it is written for `<key>_file`. */
  readonly fileExample?: string;
  /** Environment variable that serves where the key is absent. */
  readonly variable?: string;
  /** Environment variable that serves as `<key>_file` where neither is given. */
  readonly fileVariable?: string;
  /** Another key that is described below the same keys as this one. */
  readonly sameKeysAs?: string;
  /** The release that brought the key; the first one where it is absent. */
  readonly since?: string;
}

/** One declaration of one key: type, default, description, example. Everything else is derived from it. */
export interface Key<T, P extends Presence = Presence> extends KeyDoc {
  readonly presence: P;
  readonly type: ValueType<T>;
  /** The default as it is written in YAML. */
  readonly fallback?: unknown;
}

export type Keys = Readonly<Record<string, Key<unknown>>>;

/** The typed form of a value type. */
export type Infer<V> = V extends ValueType<infer T> ? T : never;

type OptionalNames<K extends Keys> = {
  [N in keyof K]: K[N] extends Key<unknown, 'optional'> ? N : never;
}[keyof K];

type KeyValue<K> = K extends Key<infer T> ? T : never;

/** The same type, written as one mapping. */
type Flat<T> = { readonly [N in keyof T]: T[N] };

/** The typed form of a set of keys: optional keys may be absent, keys with a default never are. A union gives a union. */
export type ObjectOf<K extends Keys> = K extends Keys
  ? Flat<
      { readonly [N in Exclude<keyof K, OptionalNames<K>>]: KeyValue<K[N]> } & {
        readonly [N in OptionalNames<K>]?: KeyValue<K[N]>;
      }
    >
  : never;

/** A key that must be given. */
export function required<T>(type: ValueType<T>, doc: KeyDoc): Key<T, 'required'> {
  return { presence: 'required', type, ...doc };
}

/** A key that may be absent, and is then absent in the result. */
export function optional<T>(type: ValueType<T>, doc: KeyDoc): Key<T, 'optional'> {
  return { presence: 'optional', type, ...doc };
}

/** A key that may be absent; `fallback` is the default as it is written in YAML. */
export function withDefault<T>(type: ValueType<T>, fallback: unknown, doc: KeyDoc): Key<T, 'default'> {
  return { presence: 'default', type, fallback, ...doc };
}
