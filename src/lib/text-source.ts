import { readFileSync } from 'node:fs';

/** A text that an operator gave: in place, or in a file of its own. */
export interface TextSource {
  /** The text as it was when it was last read. */
  readonly text: string;
  /** Absolute path of the file that holds it; undefined where it was given in place. */
  readonly file: string | undefined;
}

/**
 * The text as it is now: a file is read again, so that what is replaced in it needs no restart.
 * One newline at the end is dropped, as editors and `echo` put one there.
 * @throws the file system's error
 */
export function currentText({ text, file }: TextSource): string {
  return file === undefined ? text : withoutLastNewline(readFileSync(file, 'utf8'));
}

export function withoutLastNewline(text: string): string {
  return text.replace(/\r?\n$/, '');
}
