import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { runCli } from '../../src/cli/program.ts';

const main = fileURLToPath(new URL('../../src/from-source.js', import.meta.url));

/** A machine that reaches the world through a proxy does not reach itself so. */
const noProxy = Object.fromEntries(
  ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY']
    .flatMap((name) => [name, name.toLowerCase()])
    .map((name) => [name, '']),
);

/** What a finished command left behind. */
export interface CommandResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command of the real program. */
export interface RunningCommand {
  readonly process: ChildProcess;
  readonly finished: Promise<CommandResult>;
  /** Everything that it has printed so far, stdout and stderr. */
  printed(): string;
}

/** Starts `m365-audit ARGS` as a process of its own; it is killed if it outlives the test. */
export function startCommand(
  args: readonly string[],
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly cwd?: string;
    readonly stdin?: 'ignore' | 'pipe';
  } = {},
): RunningCommand {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...noProxy, ...options.env },
    stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const finished = new Promise<CommandResult>((resolve) => {
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }));
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await finished;
  });
  return { process: child, finished, printed: () => stdout + stderr };
}

/** Runs `m365-audit ARGS` to its end. */
export async function runCommand(
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Promise<CommandResult> {
  return await startCommand(args, options).finished;
}

/**
 * Runs `m365-audit ARGS` to its end without a process of its own, which takes longer to start than most commands to work. For
 * what a command says and does; that the real program does so is for one test of each command to show, by `runCommand`.
 */
export async function runInProcess(
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>> } = {},
): Promise<CommandResult> {
  const printed = { stdout: '', stderr: '' };
  const err = (text: string) => {
    printed.stderr += text;
  };
  const exitCode = await runCli(args, {
    env: { ...process.env, ...noProxy, ...options.env },
    out: (text) => {
      printed.stdout += text;
    },
    err,
    log: { write: err },
    lines: async function* () {},
    isTerminal: false,
    clock: Date.now,
    onStopSignal: () => () => undefined,
  });
  return { exitCode, signal: null, ...printed };
}
