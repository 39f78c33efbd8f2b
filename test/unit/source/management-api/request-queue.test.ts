import { describe, expect, it } from 'vitest';
import { RequestQuota } from '../../../../sandbox/microsoft/management/request-quota.ts';
import { RequestQueue, type Turn } from '../../../../src/source/management-api/request-queue.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { type VirtualTime, virtualTime } from '../../../support/virtual-time.ts';

const { signal } = new AbortController();

function queue(concurrency: number, requestsPerMinute = 1000): RequestQueue {
  return new RequestQueue({ concurrency, requestsPerMinute, ...fakeClock(), random: () => 1 });
}

/** Lets everything run that can. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the request queue', () => {
  it('runs as many at a time as it may', async () => {
    const held = Promise.withResolvers<void>();
    const requests = queue(3);
    let started = 0;

    const all = Array.from({ length: 10 }, () =>
      requests.run(
        'blob',
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

  it('lets listings go before blobs, and what is about subscriptions before listings', async () => {
    const held = Promise.withResolvers<void>();
    const requests = queue(1);
    const order: string[] = [];
    const run = (turn: Turn) => requests.run(turn, async () => void order.push(turn), signal);

    const first = requests.run('list', () => held.promise, signal);
    const all = [run('list'), run('subscriptions'), run('list')];
    held.resolve();
    await Promise.all([first, ...all]);

    expect(order).toEqual(['subscriptions', 'list', 'list']);
  });

  it('lets a listing go while all places for blobs are taken', async () => {
    const held = Promise.withResolvers<void>();
    const requests = queue(2);
    const blobs = Array.from({ length: 9 }, () => requests.run('blob', () => held.promise, signal));

    await expect(requests.run('list', async () => 'listed', signal)).resolves.toBe('listed');

    held.resolve();
    await Promise.all(blobs);
  });

  it('lets a request go that waits for its turn, and keeps the rest', async () => {
    const held = Promise.withResolvers<void>();
    const requests = queue(1);
    const leaving = new AbortController();
    const reason = new Error('stopping');

    const first = requests.run('blob', () => held.promise, signal);
    const left = requests.run('blob', async () => 'never', leaving.signal);
    const stayed = requests.run('blob', async () => 'done', signal);
    leaving.abort(reason);

    await expect(left).rejects.toBe(reason);
    held.resolve();
    expect(await Promise.all([first, stayed])).toEqual([undefined, 'done']);
  });

  it('lets a request go that waits for the end of a pause, and with the last one the timer', async () => {
    const { clock } = fakeClock();
    const timers: AbortSignal[] = [];
    const sleep = (_ms: number, own: AbortSignal) => {
      timers.push(own);
      return new Promise<void>((_resolve, reject) => own.addEventListener('abort', () => reject(own.reason)));
    };
    const requests = new RequestQueue({
      concurrency: 1,
      requestsPerMinute: 10,
      clock,
      sleep,
      random: () => 1,
    });
    requests.throttled(clock(), 60_000);
    const leaving = new AbortController();
    const reason = new Error('stopping');
    const sent: string[] = [];

    const waiting = requests.run('list', async () => void sent.push('list'), leaving.signal);
    await settled();
    expect(timers.map(({ aborted }) => aborted)).toEqual([false]);
    leaving.abort(reason);

    await expect(waiting).rejects.toBe(reason);
    expect(timers.map(({ aborted }) => aborted)).toEqual([true]);
    expect(sent).toEqual([]);
  });
});

/** A service that counts as the sandbox does, behind a way of changing length. */
function service(time: VirtualTime, perMinute: number, wayMs: () => number) {
  const quota = new RequestQuota(perMinute);
  const seen = { asked: 0, refused: 0, endedMs: 0 };
  const ask = (requests: RequestQueue, turn: Turn) =>
    requests.run(
      turn,
      async () => {
        const sentMs = time.clock();
        const thereMs = wayMs();
        await time.sleep(thereMs, signal);
        const admitted = quota.admit('tenant', time.clock());
        await time.sleep(wayMs(), signal);
        seen.asked += 1;
        seen.endedMs = time.clock();
        if (admitted) requests.answered(sentMs);
        else {
          seen.refused += 1;
          requests.throttled(sentMs, undefined);
        }
        return admitted;
      },
      signal,
    );
  /** Asks until it is admitted. */
  const insist = async (requests: RequestQueue): Promise<void> => {
    while (!(await ask(requests, 'blob'))) await time.sleep(1, signal);
  };
  return { ask, insist, seen };
}

/** Changing, and the same in each run. */
function unevenWay(leastMs: number, mostMs: number): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return leastMs + (state / 2_147_483_647) * (mostMs - leastMs);
  };
}

function limited(time: VirtualTime, requestsPerMinute: number, concurrency = 16): RequestQueue {
  return new RequestQueue({ ...time, concurrency, requestsPerMinute, random: () => 1 });
}

describe('the quota of a tenant', () => {
  it.each([
    { name: 'answers after 300 ms', wayMs: () => 150, concurrency: 16 },
    { name: 'answers after 4 ms to 2 s', wayMs: unevenWay(2, 1_000), concurrency: 64 },
  ])('is never overrun and used to 95 percent and more: $name', async ({ wayMs, concurrency }) => {
    const time = virtualTime();
    const requests = limited(time, 2_000, concurrency);
    const { ask, seen } = service(time, 2_000, wayMs);
    const begunMs = time.clock();

    await time.until(Promise.all(Array.from({ length: 10_000 }, () => ask(requests, 'blob'))));

    expect(seen.refused).toBe(0);
    // The first minute's share is there at once, so 10,000 take four minutes and the tail of a fifth.
    const minutes = (seen.endedMs - begunMs) / 60_000;
    expect(10_000 / (minutes * 2_000)).toBeGreaterThan(0.95);
  });

  it('leaves room for listings: one that comes while blobs wait for the next minute goes at once', async () => {
    const time = virtualTime();
    const requests = limited(time, 100);
    const { ask, seen } = service(time, 100, () => 10);
    const blobs = Promise.all(Array.from({ length: 150 }, () => ask(requests, 'blob')));
    await time.until(time.sleep(5_000, signal));
    expect(seen.asked).toBe(98);
    const begunMs = time.clock();

    await time.until(ask(requests, 'list'));

    expect(time.clock() - begunMs).toBe(20);
    await time.until(blobs);
    expect(seen.refused).toBe(0);
  });

  it('may be one request a minute', async () => {
    const time = virtualTime();
    const requests = limited(time, 1);
    const { ask, seen } = service(time, 1, () => 10);
    const begunMs = time.clock();

    await time.until(Promise.all([ask(requests, 'blob'), ask(requests, 'list'), ask(requests, 'blob')]));

    expect(seen.refused).toBe(0);
    expect(time.clock() - begunMs).toBeLessThan(121_000);
  });
});

describe('a tenant whose real quota is smaller than the configured one', () => {
  it('uses most of it, with few refusals, and comes back to the full rate afterwards', async () => {
    const time = virtualTime();
    const requests = limited(time, 2_000);
    const { insist, seen } = service(time, 600, () => 50);
    const begunMs = time.clock();

    await time.until(Promise.all(Array.from({ length: 3_000 }, () => insist(requests))));

    const minutes = (seen.endedMs - begunMs) / 60_000;
    expect(3_000 / (minutes * 600)).toBeGreaterThan(0.8);
    expect(seen.refused).toBeLessThan(150);

    const calm = service(time, 2_000, () => 50);
    await time.until(
      (async () => {
        for (let second = 0; second < 60; second += 1) {
          await time.sleep(1_000, signal);
          await calm.ask(requests, 'list');
        }
      })(),
    );
    expect(requests.requestsPerMinute).toBe(2_000);
  });
});

describe('passing AF429 answers without Retry-After', () => {
  it('cost a pass of 400 blobs less than a minute, however many there are', async () => {
    const time = virtualTime();
    const requests = limited(time, 2_000);
    const begunMs = time.clock();
    let pauses = 0;
    const fetchBlob = async (number: number): Promise<void> => {
      // One blob in ten is refused twice, whatever else goes on.
      for (let refusals = number % 10 === 0 ? 2 : 0; refusals >= 0; refusals -= 1) {
        const waitMs = await requests.run(
          'blob',
          async () => {
            const sentMs = time.clock();
            await time.sleep(100, signal);
            if (refusals === 0) {
              requests.answered(sentMs);
              return 0;
            }
            pauses += 1;
            return requests.throttled(sentMs, undefined).waitMs;
          },
          signal,
        );
        await time.sleep(waitMs, signal);
      }
    };

    await time.until(Promise.all(Array.from({ length: 400 }, (_, number) => fetchBlob(number))));

    expect(pauses).toBe(80);
    expect(time.clock() - begunMs).toBeLessThan(60_000);
  });

  it('send one request after each pause, not all that wait', async () => {
    const time = virtualTime();
    const requests = limited(time, 2_000, 8);
    const sent: number[] = [];
    const begunMs = time.clock();
    const attempt = () =>
      requests.run(
        'blob',
        async () => {
          const sentMs = time.clock();
          sent.push(sentMs - begunMs);
          await time.sleep(10, signal);
          if (sentMs - begunMs > 1_500) requests.answered(sentMs);
          else requests.throttled(sentMs, undefined);
        },
        signal,
      );

    await time.until(Promise.all(Array.from({ length: 20 }, attempt)));

    expect(sent.slice(0, 11)).toEqual([...Array.from({ length: 8 }, () => 0), 260, 770, 1_780]);
  });
});
