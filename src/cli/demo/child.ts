import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CodedError } from '../../lib/coded-error.ts';
import { cliErrors } from '../errors.ts';

/** A part of the demo that runs as a process of its own. */
export interface Child {
  /** The first line that it printed: one JSON object. */
  readonly announced: Readonly<Record<string, unknown>>;
  /** Asks it to stop and waits until it has. */
  stop(): Promise<void>;
}

export interface ChildOptions {
  /** Ends it while it starts. */
  readonly signal: AbortSignal;
  /** Told what it writes to stderr before it is ready. */
  readonly onMessage?: (text: string) => void;
}

/**
 * Starts a script of the sandbox and waits for its announcement.
 * @param script path below the package's root, such as sandbox/microsoft/main.ts
 * @throws CodedError DEMO_NEEDS_CHECKOUT, DEMO_PART_FAILED; the reason of the signal when that ended it
 */
export async function startChild(
  script: string,
  args: readonly string[],
  { signal, onMessage = () => undefined }: ChildOptions,
): Promise<Child> {
  signal.throwIfAborted();
  const path = scriptPath(script);
  // A process group of its own: Ctrl-C reaches the demo alone, which ends its parts in order.
  const child = spawn(process.execPath, [path, ...args], { stdio: 'pipe', detached: true });
  const end = () => child.kill('SIGTERM');
  signal.addEventListener('abort', end, { once: true });
  const complaints: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints.push(text);
    onMessage(text);
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await Promise.race([firstLine(child), exited.then(() => null)]);
  signal.removeEventListener('abort', end);
  if (signal.aborted) {
    await exited;
    throw signal.reason;
  }
  const announced = line === null ? null : parseObject(line);
  if (announced === null) {
    end();
    throw new CodedError(cliErrors.demoPartFailed, `${script}: ${line ?? complaints.join('').trim()}`);
  }
  return {
    announced,
    async stop() {
      end();
      await exited;
    },
  };
}

/**
 * Where a script of the sandbox is.
 * @throws CodedError DEMO_NEEDS_CHECKOUT
 */
export function scriptPath(script: string): string {
  const path = fileURLToPath(new URL(`../../../${script}`, import.meta.url));
  if (!existsSync(path)) throw new CodedError(cliErrors.demoNeedsCheckout, script);
  return path;
}

async function firstLine(child: ChildProcess): Promise<string | null> {
  if (child.stdout === null) return null;
  const lines = createInterface({ input: child.stdout });
  return await new Promise((resolve) => lines.once('line', resolve));
}

function parseObject(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : null;
  } catch {
    return null;
  }
}
