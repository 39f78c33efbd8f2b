export interface GroupLimits {
  /** What the current file may still take; more only for a line that is larger than a whole file. */
  readonly remainingBytes: number;
  readonly maxFileBytes: number;
  /** How much is written and synced at once. */
  readonly maxGroupBytes: number;
}

export interface PlannedGroup {
  /** How many of the waiting lines are written together, from the first on. */
  readonly lines: number;
  /** Whether a new file is begun for them. */
  readonly newFile: boolean;
}

/**
 * Which of the waiting lines go to disk together: all in one file, so that a failure has one file to repair.
 * @param sizes bytes of each waiting line
 */
export function planGroup(sizes: Iterable<number>, limits: GroupLimits): PlannedGroup {
  const { remainingBytes, maxFileBytes, maxGroupBytes } = limits;
  let lines = 0;
  let bytes = 0;
  let newFile = false;
  let room = Math.min(remainingBytes, maxGroupBytes);
  for (const size of sizes) {
    if (lines === 0 && size > remainingBytes && remainingBytes < maxFileBytes) {
      newFile = true;
      room = Math.min(maxFileBytes, maxGroupBytes);
    }
    if (lines > 0 && bytes + size > room) break;
    lines += 1;
    bytes += size;
  }
  return { lines, newFile };
}
