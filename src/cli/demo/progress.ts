/** How far the demo's daemon has come. */
export interface Progress {
  readonly windows: number;
  readonly listed: number;
  readonly delivered: number;
  readonly records: number;
  readonly seconds: number;
}

export interface ProgressView {
  show(progress: Progress): void;
  /** Ends the live line, so that what follows begins on its own. */
  end(): void;
}

const plainEverySeconds = 2;

/** A live line on a terminal; elsewhere a plain line every two seconds, when something has changed. */
export function createProgressView(out: (text: string) => void, isTerminal: boolean): ProgressView {
  let last = '';
  let lastSeconds = Number.NEGATIVE_INFINITY;
  const plain = (text: string, seconds: number) => {
    if (text === last || seconds - lastSeconds < plainEverySeconds) return;
    last = text;
    lastSeconds = seconds;
    out(`  ${text}\n`);
  };
  return {
    show(progress) {
      const text = progressText(progress);
      // Carriage return, then erase to the end of the line (ECMA-48 EL).
      if (isTerminal) out(`\r\u001B[K  ${text}`);
      else plain(text, progress.seconds);
    },
    end() {
      if (isTerminal) out('\n');
    },
  };
}

export function progressText(progress: Progress): string {
  const rate = progress.seconds > 0 ? Math.round(progress.records / progress.seconds) : 0;
  const number = (value: number) => value.toLocaleString('en');
  return [
    `${number(progress.windows)} windows`,
    `${number(progress.delivered)} of ${number(progress.listed)} blobs`,
    `${number(progress.records)} records`,
    `${number(rate)} records/s`,
  ].join(' · ');
}
