import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../config/duration.ts';

/** An option of a command: how it is written, what it means, and what reads its value where that is no plain text. */
export type CommandOption = readonly [flags: string, about: string, read?: (text: string) => unknown];

export const config: CommandOption = [
  '--config <file>',
  'the configuration (default: $M365_AUDIT_CONFIG, then config.yaml)',
];
export const json: CommandOption = ['--json', 'print it as one JSON document'];
export const ndjson: CommandOption = ['--ndjson', 'print one JSON object a line'];
export const tenant: CommandOption = ['--tenant <tenant>', 'only this tenant, by its id or name'];
export const contentType: CommandOption = [
  '--content-type <types...>',
  'content types, in any case (default: those of the configuration)',
];

/** The range of contentCreated that is looked at. */
export const range: readonly CommandOption[] = [
  [
    '--start <time>',
    'from when on, such as 2026-08-01T09:30 or "3 days ago" (default: 24 hours before --end)',
  ],
  ['--end <time>', 'until when (default: now)'],
];

export const timeout: CommandOption = [
  '--timeout <duration>',
  'give up after so long, such as 90s or 5m',
  positiveMs,
];

/** Hours are remembered for 90 days. */
export const since: CommandOption = [
  '--since <duration>',
  'how far back --completeness looks, at most 90d (default: 7d)',
  sinceMs,
];

function sinceMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms > 90 * 24 * 3_600_000) {
    throw new InvalidArgumentError('It takes a duration of at most 90d, such as 24h or 7d.');
  }
  return ms;
}

function positiveMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms === 0) throw new InvalidArgumentError('It takes a duration, such as 90s or 5m.');
  return ms;
}
