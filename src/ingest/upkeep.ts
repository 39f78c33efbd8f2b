import { setImmediate } from 'node:timers/promises';
import { deadLetterState } from '../checkpoint/dead-letter-state.ts';
import type { Sleep } from '../lib/abortable-sleep.ts';
import type { Clock } from '../lib/clock.ts';
import type { Ledger } from '../model/ledger.ts';
import type { IngestEvents } from '../telemetry/events.ts';
import type { DriftCollector } from './drift-collector.ts';
import { apiRetentionMs } from './plan-windows.ts';
import { type GapReportParts, reportGaps } from './report-gaps.ts';

export interface UpkeepParts {
  readonly ledger: Pick<Ledger, 'prune' | 'deadLetterSpace'>;
  readonly events: Pick<IngestEvents, 'deadLettersFilling' | 'upkeepFailed'>;
  readonly clock: Clock;
  readonly drift: Pick<DriftCollector, 'flush'>;
  /** Null where gaps are told by no documents. */
  readonly gaps: GapReportParts | null;
  /** Milliseconds; default: a minute. */
  readonly gapPatienceMs?: number;
  /** One round is all there is: it forgets whatever can be forgotten. By default it is one lot in each round. */
  readonly onlyRound?: boolean;
}

/** One round of what the ledger needs beside the way of the records. */
export type Upkeep = (signal: AbortSignal) => Promise<void>;

/**
 * How long the ledger remembers settled blobs: as long as the API can list them (7 days), and a day of slack, so that
 * nothing that is listed again is taken for new.
 */
const rememberMs = apiRetentionMs + 24 * 3_600_000;
/** An alarm that nobody has acted on is repeated that often. */
const alarmEveryMs = 3_600_000;
/** The longest time between two rounds: what rare polls bring is forgotten a bounded lot at a time too. */
const longestIntervalMs = 60_000;
/** How long a round waits for the documents of gaps: an output that takes none must not keep the rest from being done. */
const longestGapWaitMs = 60_000;

/** Each step of a round is tried, whatever becomes of the others; what fails is told and comes again in the next. */
export function createUpkeep(parts: UpkeepParts): Upkeep {
  const { ledger, events, clock, drift, gaps, onlyRound = false } = parts;
  const { gapPatienceMs: gapPatience = longestGapWaitMs } = parts;
  let alarm = { state: 'ok', atMs: Number.NEGATIVE_INFINITY };
  const watchDeadLetters = () => {
    const space = ledger.deadLetterSpace();
    const state = deadLetterState(space.usedBytes, space.limitBytes);
    const isNews = state !== alarm.state || clock() - alarm.atMs >= alarmEveryMs;
    if (state === 'ok' || !isNews) {
      if (state === 'ok') alarm = { ...alarm, state };
      return;
    }
    alarm = { state, atMs: clock() };
    events.deadLettersFilling(space);
  };
  const forget = async (signal: AbortSignal) => {
    while (!ledger.prune(clock(), rememberMs).atEnd && onlyRound) {
      // Whoever asks to stop is heard between two lots.
      await setImmediate();
      signal.throwIfAborted();
    }
  };
  return async (signal) => {
    const steps: (() => unknown)[] = [
      () => drift.flush(),
      watchDeadLetters,
      () => forget(signal),
      () =>
        gaps === null ? 0 : reportGaps(gaps, AbortSignal.any([signal, AbortSignal.timeout(gapPatience)])),
    ];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        if (!signal.aborted) events.upkeepFailed({ error });
      }
    }
  };
}

/** Brings the progress of the listing to the disk. What a full disk does not take is told, and comes again. */
export function createProgressSaver({
  ledger,
  events,
}: {
  readonly ledger: Pick<Ledger, 'flush'>;
  readonly events: Pick<IngestEvents, 'upkeepFailed'>;
}): Upkeep {
  return async () => {
    try {
      ledger.flush();
    } catch (error) {
      events.upkeepFailed({ error });
    }
  };
}

/**
 * A round at once and after each interval, of a minute at most, until `stopping` aborts; `abort` cancels the one that is
 * under way.
 */
export async function keepUp(
  upkeep: Upkeep,
  { sleep, intervalMs }: { readonly sleep: Sleep; readonly intervalMs: number },
  { stopping, abort }: { readonly stopping: AbortSignal; readonly abort: AbortSignal },
): Promise<void> {
  while (!stopping.aborted) {
    await upkeep(abort);
    await sleep(Math.min(intervalMs, longestIntervalMs), stopping).catch(() => undefined);
  }
}
