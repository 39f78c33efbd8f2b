import { CodedError, type ErrorRow } from '../../lib/coded-error.ts';

/** One thing that a probe of the cluster looks at. */
export type ElasticsearchCheck =
  | 'connection'
  | 'version'
  | 'privileges'
  | 'templates'
  | 'precedence'
  | 'data_streams'
  | 'pipeline';

/** What a probe found; for people it is put into words elsewhere. */
export interface ElasticsearchVerdict {
  readonly check: ElasticsearchCheck;
  /** unknown: the cluster or the credentials do not let us see. */
  readonly status: 'ok' | 'warning' | 'failed' | 'unknown';
  /** What is wrong and what to do; there where the status is warning or failed. */
  readonly problem?: ErrorRow;
  /** Facts such as versions and names; the keys are stable. */
  readonly details: Readonly<Record<string, string | readonly string[]>>;
}

type Details = ElasticsearchVerdict['details'];

export function ok(check: ElasticsearchCheck, details: Details = {}): ElasticsearchVerdict {
  return { check, status: 'ok', details };
}

export function unknown(check: ElasticsearchCheck, why: string): ElasticsearchVerdict {
  return { check, status: 'unknown', details: { why } };
}

export function warning(
  check: ElasticsearchCheck,
  problem: ErrorRow,
  details: Details,
): ElasticsearchVerdict {
  return { check, status: 'warning', problem, details };
}

/** @param problem a row of the error table, or the error that a request ended with */
export function failed(
  check: ElasticsearchCheck,
  problem: ErrorRow | CodedError,
  details: Details = {},
): ElasticsearchVerdict {
  const row =
    problem instanceof CodedError
      ? { code: problem.code, meaning: problem.message, remedy: problem.remedy }
      : problem;
  return { check, status: 'failed', problem: row, details };
}
