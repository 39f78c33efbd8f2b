import { AuthError } from '../auth/auth-error.ts';
import { authErrors } from '../auth/errors.ts';
import type { RedirectListener } from '../auth/redirect-listener.ts';
import { untilAborted } from '../lib/until-aborted.ts';
import type { CliContext } from './context.ts';

export interface BrowserVisitOptions {
  /** The tenant, for people. */
  readonly where: string;
  /** Null where the browser comes back to no port of this machine. */
  readonly listener: RedirectListener | null;
  readonly context: CliContext;
}

/**
 * Shows the address to open, and waits until the browser comes back to this machine, or until somebody who works on a
 * remote shell pastes the address that it ended at.
 */
export function browserVisit({ where, listener, context }: BrowserVisitOptions) {
  return async (url: string, signal: AbortSignal): Promise<URL> => {
    context.out(
      [
        `To sign in to ${where}, open this address in a browser:`,
        '',
        url,
        '',
        'If the browser runs on another machine, paste the address that it ends at, whatever it shows there.',
        '',
      ].join('\n'),
    );
    const done = new AbortController();
    const waiting = AbortSignal.any([signal, done.signal]);
    const pasted = pastedAddress(context, waiting, listener !== null);
    try {
      const answers = listener === null ? [pasted] : [pasted, listener.received];
      return await untilAborted(Promise.race(answers), signal);
    } finally {
      done.abort();
    }
  };
}

/** The first line that is an address with an answer of Entra. When the input ends, only the listener is waited for. */
async function pastedAddress(context: CliContext, signal: AbortSignal, isElsewhere: boolean): Promise<URL> {
  for await (const line of context.lines(signal)) {
    const text = line.trim();
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url?.searchParams.has('code') || url?.searchParams.has('error')) return url;
    if (text !== '') context.out('That is not the address: it has code= or error= in it.\n');
  }
  if (isElsewhere || signal.aborted) return await new Promise<never>(() => {});
  throw new AuthError({ row: authErrors.signInTimeout, kind: 'fatal' });
}
