import { daemonErrors } from '../../daemon/errors.ts';
import { enoughBytes } from '../../daemon/preflight.ts';
import { CodedError } from '../../lib/coded-error.ts';
import { freeSpace } from '../../lib/free-space.ts';
import { sizeText } from '../../lib/size-text.ts';
import { ok, problem, type Verdict } from './verdict.ts';

const leastBytes = 64 * 1024 ** 2;

/** The room where the checkpoint is. */
export function checkSpace(path: string, read: (path: string) => number = freeSpace): Verdict {
  const subject = ['checkpoint', 'free space'] as const;
  try {
    const bytes = read(path);
    const text = sizeText(bytes);
    if (bytes >= enoughBytes) return ok(...subject, text);
    const status = bytes < leastBytes ? 'failed' : 'warning';
    return problem(...subject, new CodedError(daemonErrors.spaceLow, text), status);
  } catch {
    return { subject: subject[0], check: subject[1], status: 'unknown', message: 'the system does not tell' };
  }
}
