import { describe, expect, it } from 'vitest';
import { priorities, RequestQueue } from '../../../../src/source/management-api/request-queue.ts';
import { fakeClock } from '../../../support/fake-clock.ts';

const { signal } = new AbortController();

function queue(concurrency: number, requestsPerMinute = 1000): RequestQueue {
  return new RequestQueue({ concurrency, requestsPerMinute, ...fakeClock(), random: () => 1 });
}

/** Lets everything run that can. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('RequestQueue', () => {
  it('runs as many at a time as it may', async () => {
    const held = Promise.withResolvers<void>();
    const requests = queue(3);
    let started = 0;

    const all = Array.from({ length: 10 }, () =>
      requests.run(
        priorities.fetch,
        () => {
          started += 1;
          return held.promise;
        },
        signal,
      ),
    );
    await settled();
    expect(started).toBe(3);
    held.resolve();
    await Promise.all(all);

    expect(started).toBe(10);
  });

  it('starts no more in a minute than the quota allows', async () => {
    const requests = queue(100, 5);
    const leaving = new AbortController();
    const started: number[] = [];

    const all = Array.from({ length: 10 }, () =>
      requests.run(priorities.fetch, async () => void started.push(1), leaving.signal),
    );
    await settled();
    leaving.abort(new Error('enough'));

    expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual([
      ...Array.from({ length: 5 }, () => 'fulfilled'),
      ...Array.from({ length: 5 }, () => 'rejected'),
    ]);
    expect(started).toHaveLength(5);
  });

  it('lets listings go before blobs', async () => {
    const held = Promise.withResolvers<void>();
    const requests = queue(1);
    const order: string[] = [];
    const run = (name: keyof typeof priorities) =>
      requests.run(priorities[name], async () => void order.push(name), signal);

    const first = requests.run(priorities.fetch, () => held.promise, signal);
    const all = [run('fetch'), run('fetch'), run('list'), run('subscriptions'), run('list')];
    held.resolve();
    await Promise.all([first, ...all]);

    expect(order).toEqual(['subscriptions', 'list', 'list', 'fetch', 'fetch']);
  });

  it('lets a request go that waits for its turn, and keeps the rest', async () => {
    const held = Promise.withResolvers<void>();
    const requests = queue(1);
    const leaving = new AbortController();
    const reason = new Error('stopping');

    const first = requests.run(priorities.fetch, () => held.promise, signal);
    const left = requests.run(priorities.fetch, async () => 'never', leaving.signal);
    const stayed = requests.run(priorities.fetch, async () => 'done', signal);
    leaving.abort(reason);

    await expect(left).rejects.toBe(reason);
    held.resolve();
    expect(await Promise.all([first, stayed])).toEqual([undefined, 'done']);
  });

  it('lets a request go that waits for the end of a pause', async () => {
    const time = fakeClock();
    const sleep = (_ms: number, own: AbortSignal) =>
      new Promise<void>((_resolve, reject) => own.addEventListener('abort', () => reject(own.reason)));
    const requests = new RequestQueue({
      concurrency: 1,
      requestsPerMinute: 10,
      clock: time.clock,
      sleep,
      random: () => 1,
    });
    requests.pause.hold(time.clock(), 60_000);
    const leaving = new AbortController();
    const reason = new Error('stopping');
    const sent: string[] = [];

    const waiting = requests.run(priorities.list, async () => void sent.push('list'), leaving.signal);
    await settled();
    leaving.abort(reason);

    await expect(waiting).rejects.toBe(reason);
    expect(sent).toEqual([]);
  });
});
