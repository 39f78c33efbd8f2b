/** How far the demo's daemon has come. */
export interface Progress {
  readonly windows: number;
  readonly listed: number;
  readonly delivered: number;
  readonly records: number;
  /** Of `records`, those of this pass. */
  readonly newRecords: number;
  /** Since this pass began. */
  readonly seconds: number;
}

export interface ProgressView {
  show(progress: Progress): void;
  /** Shows where it ended; what follows begins on a line of its own. */
  end(progress: Progress): void;
}

const plainEverySeconds = 2;

/** A live line on a terminal; elsewhere a plain line every two seconds, when something has changed. */
export function createProgressView(out: (text: string) => void, isTerminal: boolean): ProgressView {
  let last = '';
  let lastSeconds = 0;
  // Carriage return, then erase to the end of the line (ECMA-48 EL).
  const live = (text: string) => out(`\r\u001B[K  ${text}`);
  const plain = (text: string) => {
    if (text !== last) out(`  ${text}\n`);
    last = text;
  };
  return {
    show(progress) {
      if (isTerminal) live(progressText(progress));
      else if (progress.seconds - lastSeconds >= plainEverySeconds) {
        lastSeconds = progress.seconds;
        plain(progressText(progress));
      }
    },
    end(progress) {
      if (isTerminal) live(`${progressText(progress)}\n`);
      else plain(progressText(progress));
    },
  };
}

function progressText(progress: Progress): string {
  const rate = progress.seconds > 0 ? Math.round(progress.newRecords / progress.seconds) : 0;
  const number = (value: number) => value.toLocaleString('en');
  return [
    `${number(progress.windows)} windows`,
    `${number(progress.delivered)} of ${number(progress.listed)} blobs`,
    `${number(progress.records)} records`,
    `${number(rate)} records/s`,
  ].join(' · ');
}
