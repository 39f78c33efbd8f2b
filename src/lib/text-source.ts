import { readFileSync } from 'node:fs';
import { stripBom } from './strip-bom.ts';

/** A text that an operator gave: in place, or in a file of its own. */
export interface TextSource {
  /** The text as it was when it was last read. */
  readonly text: string;
  /** Absolute path of the file that holds it; undefined where it was given in place. */
  readonly file: string | undefined;
}

/**
 * The text as it is now: a file is read again, so that what is replaced in it needs no restart.
 * @throws the file system's error
 */
export function currentText({ text, file }: TextSource): string {
  return file === undefined ? text : textInFile(readFileSync(file, 'utf8'));
}

/** The text that a file stands for: without the newline that editors and `echo` end it with, and a byte order mark. */
export function textInFile(content: string): string {
  return stripBom(content).replace(/\r?\n$/, '');
}
