import type { TenantFileProblem } from '../../config/tenant-files.ts';
import { CodedError } from '../../lib/coded-error.ts';
import { errorMessage } from '../../lib/error-message.ts';

/** What `check` found about one thing. */
export interface Verdict {
  /** What was looked at: `configuration`, `checkpoint`, `enrichment`, `output`, or a tenant's name. */
  readonly subject: string;
  /** What about it, such as `token` or a content type. */
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'failed' | 'unknown';
  readonly message: string;
  readonly code?: string;
  readonly remedy?: string;
}

export function ok(subject: string, check: string, message: string): Verdict {
  return { subject, check, status: 'ok', message };
}

export function problem(
  subject: string,
  check: string,
  error: unknown,
  status: 'warning' | 'failed' = 'failed',
): Verdict {
  const base = { subject, check, status, message: errorMessage(error) };
  return error instanceof CodedError ? { ...base, code: error.code, remedy: error.remedy } : base;
}

/** That the file of a tenant cannot be used. */
export function tenantFileVerdict({ error }: TenantFileProblem): Verdict {
  return problem('configuration', 'file of a tenant', error);
}

const marks = { ok: 'ok     ', warning: 'WARNING', failed: 'FAILED ', unknown: 'unknown' } as const;

/** The verdicts for people: what is wrong comes with what to do. */
export function verdictText(verdicts: readonly Verdict[]): string {
  const lines = verdicts.flatMap(({ subject, check, status, message, code, remedy }) => [
    `${marks[status]}  ${subject}: ${check}: ${message}${code === undefined ? '' : ` [${code}]`}`,
    ...(remedy === undefined ? [] : [`         -> ${remedy}`]),
  ]);
  return `${[...lines, conclusion(verdicts)].join('\n')}\n`;
}

function conclusion(verdicts: readonly Verdict[]): string {
  const failed = verdicts.filter(({ status }) => status === 'failed').length;
  if (failed > 0) return `\n${failed} of ${verdicts.length} checks failed.`;
  return '\nReady: m365-audit run';
}
