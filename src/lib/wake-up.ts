/** Lets one loop wait until something has changed, or until a time has passed. */
export interface WakeUp {
  wake(): void;
  /** Resolves at the next `wake` (or at once, if one came since the last wait), or after `ms`. Never rejects. */
  wait(ms: number): Promise<void>;
}

/** A wake that comes while nobody waits is kept for the next wait, so that no change is missed. */
export function createWakeUp(): WakeUp {
  let pending = false;
  let resume: (() => void) | undefined;
  return {
    wake() {
      pending = true;
      resume?.();
    },
    async wait(ms) {
      if (!pending) {
        let timer: NodeJS.Timeout | undefined;
        await new Promise<void>((resolve) => {
          resume = resolve;
          timer = setTimeout(resolve, Math.min(ms, 2 ** 31 - 1));
        });
        clearTimeout(timer);
        resume = undefined;
      }
      pending = false;
    },
  };
}
