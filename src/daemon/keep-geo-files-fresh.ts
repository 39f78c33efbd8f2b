import type { Sleep } from '../lib/abortable-sleep.ts';
import type { GeoFiles } from '../mapping/enrich/geo-files.ts';

/** A look at the files costs next to nothing; geoipupdate replaces them every few days. */
const refreshMs = 5_000;

export interface KeepFreshOptions {
  readonly geoFiles: GeoFiles;
  readonly sleep: Sleep;
  /** Time between two looks at the files. */
  readonly intervalMs?: number;
}

/** Reads GeoIP databases again when their files change, until the signal aborts. Never rejects. */
export async function keepGeoFilesFresh(
  { geoFiles, sleep, intervalMs = refreshMs }: KeepFreshOptions,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await sleep(intervalMs, signal).then(
      () => geoFiles.refresh(),
      () => undefined,
    );
  }
}
