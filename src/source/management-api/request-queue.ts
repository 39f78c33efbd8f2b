import PQueue from 'p-queue';
import { TenantPause, type TenantPauseOptions } from './tenant-pause.ts';

export interface RequestQueueOptions extends TenantPauseOptions {
  readonly concurrency: number;
  /** The API's quota is the tenant's: 2,000 a minute at least (Management Activity API reference). */
  readonly requestsPerMinute: number;
}

/** A listing finds new work and is a small answer, so it never waits behind thousands of blobs. */
export const priorities = { subscriptions: 2, list: 1, fetch: 0 } as const;

/**
 * The one gate of a tenant: each of its requests passes here, so that concurrency, rate and pause hold for all together.
 * A retry is another pass.
 */
export class RequestQueue {
  readonly #queue: PQueue;
  readonly pause: TenantPause;

  constructor(options: RequestQueueOptions) {
    const { concurrency, requestsPerMinute } = options;
    this.#queue = new PQueue({ concurrency, interval: 60_000, intervalCap: requestsPerMinute, strict: true });
    this.pause = new TenantPause(options);
  }

  /**
   * Runs a request when its turn has come. The work must end at the signal by itself: an abort frees its slot at once.
   * Rejects with the signal's reason when it aborts, also while the request waits.
   */
  run<T>(priority: number, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const afterPause = async (): Promise<T> => {
      await this.pause.wait(signal);
      return await work();
    };
    return this.#queue.add(afterPause, { priority, signal });
  }
}
