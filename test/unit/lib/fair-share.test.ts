import { describe, expect, it } from 'vitest';
import { fairShares } from '../../../src/lib/fair-share.ts';
import type { SendRequest } from '../../../src/lib/http-request.ts';
import { ReceivedBody } from '../../../src/lib/received-body.ts';

const never = new AbortController().signal;

/** A server that answers when it is told to. */
function slowServer() {
  const answers = new Map<string, () => void>();
  const send: SendRequest = async ({ url }) => {
    await new Promise<void>((resolve) => answers.set(url, resolve));
    answers.delete(url);
    return { status: 200, headers: {}, body: Buffer.alloc(0), received: new ReceivedBody([]) };
  };
  return { send, underWay: () => [...answers.keys()].sort(), answer: (url: string) => answers.get(url)?.() };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

function ask(send: SendRequest, urls: readonly string[], signal = never) {
  const done = urls.map((url) => send({ method: 'GET', url, headers: {}, signal }));
  return Promise.allSettled(done);
}

describe('senders that share their connections', () => {
  it('have no more requests under way than their own places and the common ones', async () => {
    const { send, underWay } = slowServer();
    const sender = fairShares({ common: 3, own: 2 }, send);

    void ask(sender(), ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7']);
    void ask(sender(), ['b1', 'b2', 'b3', 'b4']);
    await settled();

    expect(underWay()).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'b2']);
  });

  it('go on in their own places while another hangs in all that are common', async () => {
    const { send, underWay, answer } = slowServer();
    const sender = fairShares({ common: 2, own: 1 }, send);
    void ask(sender(), ['a1', 'a2', 'a3', 'a4', 'a5']);
    const others = ask(sender(), ['b1', 'b2', 'b3']);

    for (const url of ['b1', 'b2', 'b3']) {
      await settled();
      expect(underWay()).toEqual(['a1', 'a2', 'a3', url]);
      answer(url);
    }

    expect((await others).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  });

  it('lose no place to a request that entered one or was cancelled while it waited', async () => {
    const { send, underWay, answer } = slowServer();
    const sender = fairShares({ common: 1, own: 1 }, send);
    const one = sender();
    const cancelled = new AbortController();
    const first = ask(one, ['a1', 'a2']);
    const waiting = ask(one, ['a3', 'a4'], cancelled.signal);
    await settled();
    cancelled.abort(new Error('enough'));
    expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    for (const url of underWay()) answer(url);
    await first;

    void ask(one, ['a5', 'a6', 'a7']);
    await settled();

    expect(underWay()).toEqual(['a5', 'a6']);
  });
});
