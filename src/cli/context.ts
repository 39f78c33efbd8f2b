import type { DestinationStream } from 'pino';
import type { Clock } from '../lib/clock.ts';

/** What a command may touch of the process it runs in. */
export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results. */
  readonly out: (text: string) => void;
  /** Messages for people when something is wrong. */
  readonly err: (text: string) => void;
  /** Where the log goes: stderr. */
  readonly log: DestinationStream;
  /** What a person types, line by line, until the input or the signal ends it. */
  readonly lines: (signal: AbortSignal) => AsyncIterable<string>;
  /** Whether `out` is a terminal that a person looks at. */
  readonly isTerminal: boolean;
  readonly clock: Clock;
  /** Calls back at SIGINT, SIGTERM and SIGHUP until the returned function is called. */
  readonly onStopSignal: (callback: () => void) => () => void;
}

/** 0 done, 1 the work failed, 2 usage or configuration. */
export type ExitCode = 0 | 1 | 2;
