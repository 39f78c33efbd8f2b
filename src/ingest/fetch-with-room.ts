import type { BlobBody } from '../model/blob-body.ts';
import type { PendingBlob } from '../model/ledger.ts';
import type { Source } from '../model/source.ts';
import { type ByteBudget, type ByteReservation, NoRoomError } from './byte-budget.ts';
import { needToMap, needToReceive } from './memory-need.ts';

export interface FetchedBlob {
  readonly body: BlobBody;
  /** To be released by whoever got it. */
  readonly reservation: ByteReservation;
}

/**
 * Fetches a blob when the budget has room for what blobs take of late. One that turns out to need more than is free is let
 * go at once, and fetched again when there is room for all of it: nobody waits with half a body in memory.
 */
export async function fetchWithRoom(
  blob: PendingBlob,
  { source, budget }: { readonly source: Source; readonly budget: ByteBudget },
  signal: AbortSignal,
): Promise<FetchedBlob> {
  for (let atLeastBytes = 0; ; ) {
    const reservation = await budget.reserve(signal, atLeastBytes);
    try {
      const body = await source.fetch(blob.stream, blob, signal, (received) =>
        reservation.grow(needToReceive(received)),
      );
      reservation.resize(needToMap(body));
      return { body, reservation };
    } catch (error) {
      reservation.release();
      if (!(error instanceof NoRoomError)) throw error;
      // Doubled, since the length of a body need not be announced.
      atLeastBytes = Math.max(error.neededBytes, 2 * atLeastBytes);
    }
  }
}
