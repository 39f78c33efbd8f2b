import type { IngestEvents } from '../telemetry/events.ts';

/** The same events, and how many records each rule of the filters left out, for the end of one pass. */
export function countFiltered(events: IngestEvents): {
  readonly events: IngestEvents;
  readonly byRule: () => Readonly<Record<string, number>>;
} {
  const counts = new Map<string, number>();
  return {
    events: {
      ...events,
      recordsFiltered(event) {
        counts.set(event.rule, (counts.get(event.rule) ?? 0) + event.count);
        events.recordsFiltered(event);
      },
    },
    byRule: () => Object.fromEntries(counts),
  };
}
