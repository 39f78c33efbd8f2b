import { describe, expect, it } from 'vitest';
import { AuthError } from '../../../src/auth/auth-error.ts';
import { authErrors } from '../../../src/auth/errors.ts';
import { type AcquiredToken, createTokenProvider } from '../../../src/auth/token-provider.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { recordedSourceEvents } from '../../support/source-events.ts';
import { tenantId } from '../../support/streams.ts';

const { signal } = new AbortController();
const hour = 3_600_000;
const unavailable = new AuthError({ row: authErrors.unavailable, kind: 'retry' });

/** A provider over numbered tokens of an hour, or over what the test puts in the place of the next ones. */
function provider(lifetimeMs = hour) {
  const time = fakeClock();
  const events = recordedSourceEvents();
  const asked: AbortSignal[] = [];
  const script: (() => Promise<AcquiredToken>)[] = [];
  const acquire = (own: AbortSignal): Promise<AcquiredToken> => {
    asked.push(own);
    const next = script.shift();
    return next === undefined ? Promise.resolve({ token: `token-${asked.length}`, lifetimeMs }) : next();
  };
  return {
    tokens: createTokenProvider({ tenantId, acquire, clock: time.clock, events }),
    time,
    events,
    asked,
    script,
  };
}

describe('a token provider', () => {
  it('keeps its token', async () => {
    const { tokens, asked } = provider();

    expect([await tokens.getToken({ signal }), await tokens.getToken({ signal })]).toEqual([
      'token-1',
      'token-1',
    ]);
    expect(asked).toHaveLength(1);
  });

  it('replaces it five minutes before its end', async () => {
    const { tokens, time } = provider();
    await tokens.getToken({ signal });

    time.advance(hour - 5 * 60_000 - 1);
    expect(await tokens.getToken({ signal })).toBe('token-1');
    time.advance(1);
    expect(await tokens.getToken({ signal })).toBe('token-2');
  });

  it('replaces a short-lived one in the last fifth of its life', async () => {
    const { tokens, time } = provider(60_000);
    await tokens.getToken({ signal });

    time.advance(47_999);
    expect(await tokens.getToken({ signal })).toBe('token-1');
    time.advance(1);
    expect(await tokens.getToken({ signal })).toBe('token-2');
  });

  it('asks once for any number of callers', async () => {
    const { tokens, asked } = provider();

    const all = await Promise.all(Array.from({ length: 16 }, () => tokens.getToken({ signal })));

    expect(new Set(all)).toEqual(new Set(['token-1']));
    expect(asked).toHaveLength(1);
  });

  it('replaces a refused token once, whoever reports it and however late', async () => {
    const { tokens, asked } = provider();
    const refused = await tokens.getToken({ signal });

    const storm = await Promise.all(Array.from({ length: 16 }, () => tokens.getToken({ signal, refused })));
    const late = await tokens.getToken({ signal, refused });

    expect(new Set([...storm, late])).toEqual(new Set(['token-2']));
    expect(asked).toHaveLength(2);
  });

  it('lets a caller go without failing the others', async () => {
    const { tokens, script } = provider();
    const held = Promise.withResolvers<AcquiredToken>();
    script.push(() => held.promise);
    const leaving = new AbortController();

    const left = tokens.getToken({ signal: leaving.signal });
    const stayed = tokens.getToken({ signal });
    leaving.abort(new Error('stop'));
    await expect(left).rejects.toThrow('stop');
    held.resolve({ token: 'kept', lifetimeMs: hour });

    expect(await stayed).toBe('kept');
  });

  it('ends the request when nobody waits for it, and does not take that for a failure', async () => {
    const { tokens, script, asked, events } = provider();
    script.push(async () => {
      await new Promise((_resolve, reject) =>
        asked[0]?.addEventListener('abort', () => reject(new Error('aborted'))),
      );
      throw new Error('never here');
    });
    const leaving = new AbortController();

    const left = tokens.getToken({ signal: leaving.signal });
    leaving.abort(new Error('stop'));
    await expect(left).rejects.toThrow('stop');

    expect(asked[0]?.aborted).toBe(true);
    expect(await tokens.getToken({ signal })).toBe('token-2');
    expect(events.requests.map((event) => event.outcome)).toEqual(['ok']);
  });
});

describe('a token provider when Entra fails', () => {
  it('goes on with the old token as long as it lives', async () => {
    const { tokens, time, script } = provider();
    await tokens.getToken({ signal });
    script.push(() => Promise.reject(unavailable));

    time.advance(hour - 60_000);
    expect(await tokens.getToken({ signal })).toBe('token-1');
    time.advance(4_999);
    expect(await tokens.getToken({ signal })).toBe('token-1');
    time.advance(1);
    expect(await tokens.getToken({ signal })).toBe('token-3');
  });

  it('does not go on with a token that was refused or has ended', async () => {
    const { tokens, time, script } = provider();
    const refused = await tokens.getToken({ signal });
    script.push(() => Promise.reject(unavailable));
    await expect(tokens.getToken({ signal, refused })).rejects.toBe(unavailable);

    time.advance(hour);
    script.push(() => Promise.reject(unavailable));
    await expect(tokens.getToken({ signal })).rejects.toBe(unavailable);
  });

  it('leaves Entra alone for some seconds', async () => {
    const { tokens, time, script, asked } = provider();
    script.push(() => Promise.reject(unavailable));

    await expect(tokens.getToken({ signal })).rejects.toBe(unavailable);
    time.advance(4_999);
    await expect(tokens.getToken({ signal })).rejects.toBe(unavailable);
    expect(asked).toHaveLength(1);
    time.advance(1);

    expect(await tokens.getToken({ signal })).toBe('token-2');
  });

  it('leaves Entra alone for as long as it asks', async () => {
    const { tokens, time, script } = provider();
    const throttled = new AuthError({ row: authErrors.throttled, kind: 'retry', retryAfterMs: 30_000 });
    script.push(() => Promise.reject(throttled));

    await expect(tokens.getToken({ signal })).rejects.toBe(throttled);
    time.advance(29_999);
    await expect(tokens.getToken({ signal })).rejects.toBe(throttled);
    time.advance(1);

    expect(await tokens.getToken({ signal })).toBe('token-2');
  });

  it('tells each request and its outcome', async () => {
    const { tokens, time, script, events } = provider();
    script.push(() => Promise.reject(unavailable));
    await tokens.getToken({ signal }).catch(() => {});
    time.advance(5_000);
    await tokens.getToken({ signal });

    expect(events.requests).toEqual([
      { tenantId, operation: 'token', outcome: 'AUTH_UNAVAILABLE', durationMs: 0 },
      { tenantId, operation: 'token', outcome: 'ok', durationMs: 0 },
    ]);
  });
});
