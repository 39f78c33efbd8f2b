import type { WriteResult } from '../model/output.ts';
import type { PendingWrite } from './pending-write.ts';

/** The writes of an output that have not ended yet. */
export class OpenWrites {
  readonly #writes = new Set<PendingWrite>();

  /**
   * Waits for the end of a write. When the signal aborts, the write fails with its reason, and `onAbort` may drop what
   * still waits of it.
   */
  async follow(
    write: PendingWrite,
    signal: AbortSignal,
    onAbort: () => void = () => undefined,
  ): Promise<WriteResult> {
    const abandon = (): void => {
      write.fail(signal.reason);
      onAbort();
    };
    signal.addEventListener('abort', abandon, { once: true });
    this.#writes.add(write);
    try {
      return await write.result;
    } finally {
      this.#writes.delete(write);
      signal.removeEventListener('abort', abandon);
    }
  }

  /** Resolves when each of them has ended, in whatever way. */
  async ended(): Promise<void> {
    await Promise.allSettled(Array.from(this.#writes, ({ result }) => result));
  }
}
