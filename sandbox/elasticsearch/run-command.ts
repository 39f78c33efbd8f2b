import { spawn } from 'node:child_process';
import { errorMessage } from '../../src/lib/error-message.ts';

export type CommandResult =
  | { readonly kind: 'done'; readonly output: string }
  /** It is not installed, ended with an error, or took too long; `why` has the end of its output. */
  | { readonly kind: 'failed'; readonly why: string };

export interface CommandOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  readonly uid?: number;
  readonly gid?: number;
}

const OUTPUT_LIMIT = 4_000;

/** Runs a program to its end, and keeps the end of what it printed to both streams. Rejects only when the signal aborts. */
export async function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const { timeoutMs, signal, input = '', ...where } = options;
  signal.throwIfAborted();
  const timeout = AbortSignal.timeout(timeoutMs);
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-OUTPUT_LIMIT);
  };
  const failure = await new Promise<string | undefined>((resolve) => {
    try {
      const child = spawn(program, args, { ...where, signal: AbortSignal.any([signal, timeout]) });
      child.stdout.on('data', keep);
      child.stderr.on('data', keep);
      // A program that ends without reading its input is no error.
      child.stdin.on('error', () => undefined).end(input);
      child.on('error', (error) => {
        resolve('code' in error && error.code === 'ENOENT' ? 'not installed' : error.message);
      });
      child.on('close', (code, killedBy) => resolve(code === 0 ? undefined : `exit ${code ?? killedBy}`));
    } catch (error) {
      // Some failures to start are thrown instead of emitted, such as a file where a folder should be.
      resolve(errorMessage(error));
    }
  });
  signal.throwIfAborted();
  if (failure === undefined) return { kind: 'done', output };
  const why = timeout.aborted ? `took longer than ${timeoutMs / 1000} s` : failure;
  return { kind: 'failed', why: [`${program}: ${why}`, output.trim()].filter(Boolean).join('\n') };
}
