/** A half-open span [startMs, endMs) of `contentCreated`, in epoch milliseconds, on whole seconds. */
export interface Window {
  readonly startMs: number;
  readonly endMs: number;
}
