import { CodedError } from '../../lib/coded-error.ts';
import type { SkewReading } from '../../source/service-clock.ts';
import { cliErrors } from '../errors.ts';
import { ok, problem, type Verdict } from './verdict.ts';

/** How the machine's clock compares with the API's. @param reading null where no answer told the time */
export function checkClock(subject: string, reading: SkewReading | null): Verdict[] {
  if (reading === null) return [];
  const seconds = Math.round(Math.abs(reading.skewMs) / 1000);
  if (reading.level === 'ok') return [ok(subject, 'clock', 'agrees with the clock of the API')];
  const detail = `${seconds} seconds ${reading.skewMs > 0 ? 'ahead of' : 'behind'} the API`;
  return [problem(subject, 'clock', new CodedError(cliErrors.clockOff, detail), 'warning')];
}
