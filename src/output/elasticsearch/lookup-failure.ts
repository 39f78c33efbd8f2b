import { type ClientFailure, describeFailure } from './client-failure.ts';

/** A question about earlier backing indices that got no answer. */
export class LookupFailure extends Error {
  override readonly name = 'LookupFailure';
  readonly failure: ClientFailure;
  /** True where asking again would not help: a missing privilege, a closed index. */
  readonly lasting: boolean;

  constructor(failure: ClientFailure, lasting: boolean) {
    super(failure.detail);
    this.failure = failure;
    this.lasting = lasting;
  }
}

/** Statuses of questions that this cluster, or these credentials, will not answer. */
const LASTING_STATUSES: readonly (number | undefined)[] = [400, 403, 404, 405];

/** @throws LookupFailure, or the signal's reason */
export async function askForLookup<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    signal.throwIfAborted();
    const failure = describeFailure(error);
    throw new LookupFailure(failure, LASTING_STATUSES.includes(failure.status));
  }
}
