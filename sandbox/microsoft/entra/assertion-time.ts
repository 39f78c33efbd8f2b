import type { AssertionProblem } from './client-assertion.ts';
import type { Claims } from './jwt-parts.ts';

/** The service allows for clocks that differ by five minutes. */
const CLOCK_TOLERANCE_S = 300;

/** Whether the time of an assertion is over or has not come. Undefined when it is good. */
export function assertionTimeProblem({ exp, nbf }: Claims, now: number): AssertionProblem | undefined {
  const seconds = now / 1000;
  const expired = typeof exp !== 'number' || exp + CLOCK_TOLERANCE_S < seconds;
  const early = typeof nbf === 'number' && nbf - CLOCK_TOLERANCE_S > seconds;
  if (!expired && !early) return undefined;
  return {
    code: 700024,
    detail: `current time ${Math.floor(seconds)}, nbf ${String(nbf)}, exp ${String(exp)}`,
  };
}
