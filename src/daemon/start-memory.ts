import type { Ledger, SubscriptionStart } from '../model/ledger.ts';
import type { Stream } from '../model/stream.ts';

/** The last start of each subscription, kept in the ledger: the API's 15 minutes between starts outlast a restart. */
export function startMemory(streams: readonly Stream[], ledger: Ledger) {
  const streamOf = (contentType: string) =>
    streams.find((stream) => stream.contentType.toLowerCase() === contentType.toLowerCase());
  return {
    get(contentType: string): SubscriptionStart | undefined {
      const stream = streamOf(contentType);
      return stream === undefined ? undefined : ledger.subscriptionStart(stream);
    },
    set(contentType: string, start: SubscriptionStart): void {
      const stream = streamOf(contentType);
      if (stream !== undefined) ledger.saveSubscriptionStart(stream, start);
    },
  };
}
