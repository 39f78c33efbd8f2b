import { existsSync } from 'node:fs';
import { checkpointErrors } from '../../checkpoint/errors.ts';
import { readStatus } from '../../checkpoint/read-status.ts';
import type { Config } from '../../config/config.ts';
import { statusContext } from '../../daemon/status-context.ts';
import { CodedError } from '../../lib/coded-error.ts';
import { sizeText } from '../../lib/size-text.ts';
import { ok, problem, type Verdict } from './verdict.ts';

/** Whether there is room for dead letters; nothing to say where there is no checkpoint yet. */
export function checkDeadLetters(config: Config, nowMs: number): Verdict[] {
  const { path } = config.checkpoint;
  if (!existsSync(path)) return [];
  const subject = ['checkpoint', 'dead letters'] as const;
  try {
    const { used_bytes, limit_bytes, state } = readStatus(
      path,
      nowMs,
      statusContext(config),
    ).dead_letter_room;
    const limit = limit_bytes === null ? '' : ` of ${sizeText(limit_bytes)}`;
    const facts = `${sizeText(used_bytes)}${limit} are taken`;
    if (state === 'full')
      return [problem(...subject, new CodedError(checkpointErrors.deadLettersFull, facts))];
    if (state === 'ok') return [ok(...subject, facts)];
    return [problem(...subject, new CodedError(checkpointErrors.deadLettersFilling, facts), 'warning')];
  } catch (error) {
    // An older checkpoint is brought up to date by the next run.
    const isOlder = error instanceof CodedError && error.code === checkpointErrors.older.code;
    return isOlder ? [] : [problem(...subject, error)];
  }
}
