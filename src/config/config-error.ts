import { CodedError, type ErrorRow } from '../lib/coded-error.ts';

/** One thing that is wrong in the configuration file. Holds no secret. */
export interface ConfigProblem {
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  /** Counts from 1. */
  readonly column: number;
  /** As in `tenants[0].auth.client_secret`; empty where the place is no value. */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
  /** The known key or word that may have been meant. */
  readonly nearest: string | undefined;
  /** What was expected and found, what may have been meant, and what to do. */
  readonly message: string;
}

/** `file:line:column path: message` */
export function formatProblem(problem: ConfigProblem): string {
  const place = `${problem.file}:${problem.line}:${problem.column}`;
  return problem.path === ''
    ? `${place}: ${problem.message}`
    : `${place} ${problem.path}: ${problem.message}`;
}

/** The configuration cannot be used. Names every problem at once, one a line. */
export class ConfigError extends CodedError {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(row: ErrorRow, detail: string, problems: readonly ConfigProblem[] = []) {
    super(row, [detail, ...problems.map(formatProblem)].join('\n  '));
    this.problems = problems;
  }
}
