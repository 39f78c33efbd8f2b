import { describe, expect, it } from 'vitest';
import { CodedError } from '../../../src/lib/coded-error.ts';
import { createLogger } from '../../../src/telemetry/logger.ts';

function capture() {
  const lines: string[] = [];
  const logger = createLogger('debug', { write: (line) => void lines.push(line) });
  return { logger, last: (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}'), lines };
}

/** An error as HTTP clients make them: the request hangs on it, and the token on the request. */
function requestError(): Error {
  const error = new Error('socket hang up');
  return Object.assign(error, { options: { headers: { authorization: 'Bearer planted-token-7' } } });
}

describe('the log', () => {
  it('is one ECS object a line', () => {
    const { logger, last } = capture();

    logger.info({ tenant: 't' }, 'window listed');

    expect(last()).toMatchObject({
      message: 'window listed',
      'log.level': 'info',
      'service.name': 'm365-audit',
      tenant: 't',
    });
    expect(Date.parse(String(last()['@timestamp']))).not.toBeNaN();
  });

  it('tells code, message and remedy of an error that has them', () => {
    const { logger, last } = capture();
    const row = { code: 'SOME_CODE', meaning: 'it broke', remedy: 'mend it' };

    logger.error({ err: new CodedError(row, 'here', { cause: new Error('because') }) }, 'failed');

    expect(last().error).toEqual({
      type: 'CodedError',
      code: 'SOME_CODE',
      message: 'it broke: here (because)',
      remedy: 'mend it',
    });
  });

  it.each([
    ['an error', () => ({ err: requestError() })],
    ['the cause of an error', () => ({ err: new Error('outer', { cause: requestError() }) })],
    [
      'the cause of a coded error',
      () => ({
        err: new CodedError({ code: 'C', meaning: 'm', remedy: 'r' }, 'd', { cause: requestError() }),
      }),
    ],
    ['a field that is called so', () => ({ request: { authorization: 'Bearer planted-token-7' } })],
  ])('never shows a token that hangs on %s', (_name, fields) => {
    const { logger, lines } = capture();

    logger.error(fields(), 'failed');

    expect(lines.join('')).not.toContain('planted-token-7');
  });
});
