import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { CodedError } from '../../lib/coded-error.ts';
import { errorMessage } from '../../lib/error-message.ts';
import { isJsonObject, tryParseJson } from '../../lib/json-object.ts';
import { isSecretName } from '../../lib/looks-secret.ts';
import { cliErrors } from '../errors.ts';

const mostLines = 2_000;
const mostBytes = 4 * 1024 ** 2;

/**
 * The last lines of a log: parsed where they are JSON, and what a name calls a secret is left out of those.
 * @param file `-` is the standard input
 * @throws CodedError CLI_LOG_UNREADABLE
 */
export function lastLogLines(file: string): readonly unknown[] {
  const lines = readEnd(file)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.slice(-mostLines).map((line) => withoutNamedSecrets(tryParseJson(line) ?? line));
}

function readEnd(file: string): string {
  try {
    const descriptor = file === '-' ? 0 : openSync(file, 'r');
    const { size, end } = fstatSync(descriptor).isFile() ? endOfFile(descriptor) : endOfPipe(descriptor);
    if (descriptor !== 0) closeSync(descriptor);
    const text = end.toString('utf8');
    // A line that is cut at its beginning may begin within a secret.
    return size > mostBytes ? text.slice(text.indexOf('\n') + 1) : text;
  } catch (error) {
    throw new CodedError(cliErrors.logUnreadable, `${file} (${errorMessage(error)})`);
  }
}

interface End {
  /** Of the whole, bytes. */
  readonly size: number;
  readonly end: Buffer;
}

function endOfFile(descriptor: number): End {
  const { size } = fstatSync(descriptor);
  const bytes = Buffer.alloc(Math.min(size, mostBytes));
  const read = readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
  return { size, end: bytes.subarray(0, read) };
}

function endOfPipe(descriptor: number): End {
  const whole = readFileSync(descriptor);
  return { size: whole.length, end: whole.subarray(-mostBytes) };
}

function withoutNamedSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNamedSecrets);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [
      name,
      isSecretName(name) && typeof entry === 'string' ? '[redacted]' : withoutNamedSecrets(entry),
    ]),
  );
}
