import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/from-source.js', import.meta.url));

/** The end of one run of the program. */
export interface DaemonEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last lines that it logged. */
  readonly log: string;
}

const keptLog = 20_000;

/** The real program on one configuration, one process at a time, to be killed, frozen and started again. */
export class DaemonProcess {
  readonly #config: string;
  #child: ChildProcess | undefined;
  #ended: Promise<DaemonEnd> | undefined;
  #starts = 0;

  constructor(config: string) {
    this.#config = config;
  }

  /** How often it was started. */
  get starts(): number {
    return this.#starts;
  }

  /** Starts `run`, with further arguments; the daemon before it must have ended. */
  start(args: readonly string[] = []): void {
    this.#starts += 1;
    const child = spawn(process.execPath, [main, 'run', '--config', this.#config, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-keptLog);
    });
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      child.once('close', (exitCode, signal) => resolve({ exitCode, signal, log }));
    });
  }

  /** Of the process that runs now; undefined where none does. */
  get pid(): number | undefined {
    const child = this.#child;
    return child?.exitCode === null && child.signalCode === null ? child.pid : undefined;
  }

  /** Sends a signal; nothing happens where no process runs. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Waits for the end of the process. */
  async ended(): Promise<DaemonEnd> {
    if (this.#ended === undefined) throw new Error('the daemon was never started');
    return await this.#ended;
  }

  /** Ends the process with a signal and waits for it. */
  async end(signal: NodeJS.Signals): Promise<DaemonEnd> {
    this.signal(signal);
    return await this.ended();
  }

  /** One complete pass. */
  async runOnce(): Promise<DaemonEnd> {
    this.start(['--once']);
    return await this.ended();
  }
}

/** What another command of the program printed, and how it ended. */
export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs another command of the program to its end; it is killed when that takes longer than a minute. */
export async function runProgram(args: readonly string[]): Promise<ProgramEnd> {
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  const printed = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed.stderr += text;
  });
  return await new Promise((resolve) => {
    child.once('close', (exitCode) => resolve({ exitCode, ...printed }));
  });
}
