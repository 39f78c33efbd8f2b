import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import type { NodeOwner } from './node-owner.ts';

export interface GuardedProcess {
  /** Resolves when the program has ended, by itself or not. */
  readonly ended: Promise<void>;
  /** Asks the program to end (SIGTERM), and kills it and its children when it does not. */
  stop(): Promise<void>;
  /** Ends the program at once, as a failure of power would; its folder stays. */
  kill(): Promise<void>;
}

export interface GuardedOptions {
  readonly program: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
  /** Where it runs; removed when it was made to end. */
  readonly folder: string;
  /** What the program prints goes into this file. */
  readonly logFile: string;
  readonly owner: NodeOwner | undefined;
  /** Between SIGTERM and SIGKILL. */
  readonly graceMs: number;
}

/**
 * Runs the program, and sends it SIGTERM when the pipe to this process closes. The pipe closes however this process ends, even
 * by SIGKILL, so that the program never outlives it, and neither does its folder. Node closes it also when the program ends by
 * itself; then the folder stays, for its log to be read.
 */
const GUARD = `
folder=$1
grace=$2
shift 2
exec 3<&0
"$@" </dev/null &
program=$!
{
  cat <&3 >/dev/null
  if kill "$program"; then
    seconds=0
    while kill -0 "$program" && [ "$seconds" -lt "$grace" ]; do
      sleep 1
      seconds=$((seconds + 1))
    done
    kill -9 "$program"
    rm -rf "$folder"
  fi
} 2>/dev/null &
wait "$program"
`;

export async function startGuarded(options: GuardedOptions): Promise<GuardedProcess> {
  const { program, env, folder, logFile, owner, graceMs } = options;
  const log = await open(logFile, 'a');
  // A process group of its own: Ctrl-C does not reach it directly, and all of it can be killed.
  const child = spawn(
    '/bin/sh',
    ['-c', GUARD, 'guard', folder, String(Math.ceil(graceMs / 1000)), ...program],
    {
      env,
      cwd: folder,
      ...owner,
      detached: true,
      stdio: ['pipe', log.fd, log.fd],
    },
  );
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  await log.close();
  const { stdin, pid } = child;
  if (stdin === null) throw new TypeError('the guard has no pipe');
  stdin.on('error', () => undefined);
  return {
    ended,
    stop: async () => {
      stdin.destroy();
      const kill = setTimeout(() => killGroup(pid), graceMs);
      await ended;
      clearTimeout(kill);
    },
    kill: async () => {
      killGroup(pid);
      await ended;
    },
  };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
}
