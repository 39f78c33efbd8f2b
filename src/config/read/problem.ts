import type { ValuePath } from './value-path.ts';

/** A place in the file; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Something wrong at one place of the file. Nothing in it may hold a secret. */
export interface Finding {
  readonly path: ValuePath;
  readonly expected: string;
  readonly found: string;
  /** The known key or word that is closest to what was found. */
  readonly nearest?: string | undefined;
  readonly remedy: string;
  /** True where the key is meant rather than its value. */
  readonly atKey?: boolean;
}

/** A finding whose position is known already. */
export interface PlacedFinding extends Finding {
  readonly position: Position;
}
