export type Environment = Readonly<Record<string, string | undefined>>;

/** What became of one text: its value, the variables in it, and what went wrong. */
export interface Interpolated {
  readonly text: string;
  readonly variables: readonly string[];
  readonly failures: readonly InterpolationFailure[];
}

export type InterpolationFailure =
  | { readonly kind: 'unset'; readonly variable: string }
  | { readonly kind: 'malformed' };

const PLACEHOLDER = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\})?/g;

/**
 * Replaces `${NAME}` and `${NAME:-default}` in a text; the default also serves for an empty variable, as in a shell.
 * `$${` stands for `${`. It runs on values that are parsed already: nothing in a variable can become YAML.
 */
export function interpolate(text: string, env: Environment): Interpolated {
  const variables: string[] = [];
  const failures: InterpolationFailure[] = [];
  const replace = (match: string, name: string | undefined, fallback: string | undefined): string => {
    if (match === '$${') return '${';
    if (name === undefined) {
      failures.push({ kind: 'malformed' });
      return match;
    }
    variables.push(name);
    const value = env[name];
    if (fallback !== undefined) return value === undefined || value === '' ? fallback : value;
    if (value === undefined) failures.push({ kind: 'unset', variable: name });
    return value ?? '';
  };
  return { text: text.replace(PLACEHOLDER, replace), variables, failures };
}
