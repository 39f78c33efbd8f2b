import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type ChaosWorld, kill } from '../chaos/actions.ts';
import { walk } from '../chaos/walk.ts';
import { elasticsearchForTest, uniqueNamespace } from '../support/elasticsearch.ts';

const kills = 50;
/** How long the daemon lives at most after the answer that a kill waits for. */
const longestWorkMs = 600;
/** With fewer blobs missing, a life may pass without fetching one. */
const enough = 100;
/** So long a start may take on a busy machine; then the kill comes all the same. */
const longestStartMs = 20_000;

/** Until the daemon that runs now got such an answer of the API: however slow the machine is, it is at work then. */
async function answered({ sandbox }: ChaosWorld, wanted: string): Promise<void> {
  const came = new AbortController();
  const sinceMs = Date.now();
  const forget = sandbox.onRequest(({ at, operation, complete }) => {
    if (complete && at >= sinceMs && operation === wanted) came.abort();
  });
  await sleep(longestStartMs, undefined, { signal: came.signal }).catch(() => undefined);
  forget();
}

describe('one collection through 50 kills at random moments', () => {
  it('ends with each record in exactly one document', { timeout: 900_000 }, async (context) => {
    const node = await elasticsearchForTest(context);

    const told: string[] = [];
    let unfinished = 0;
    const result = await walk({
      seed: 'random kills',
      node,
      namespace: uniqueNamespace(),
      records: 6000,
      goOn: (steps) => steps < kills,
      longestPauseMs: 1,
      action: async (world) => {
        const missing = world.sandbox.report().totals.neverFetched;
        if (missing > 0) unfinished += 1;
        // Sooner or later in a life: while it starts, while it lists, and most of all while it fetches and delivers.
        const stage = world.random.pick(['start', 'content', 'blob', 'blob']);
        if (stage !== 'start') await answered(world, missing > enough ? stage : 'content');
        await sleep(world.random.int(longestWorkMs));
        return await kill(world);
      },
      tell: (text) => told.push(text),
    });

    const { missing, repeated, unknown } = result.account;
    expect({ missing, repeated, unknown }, result.log).toEqual({ missing: [], repeated: [], unknown: [] });
    expect(result.violations).toEqual([]);
    expect(result.problems).toEqual([]);
    expect(result.passes, told.join('\n')).toBeDefined();
    // Most of the kills came while there was still something to collect.
    expect(unfinished).toBeGreaterThan(kills / 2);
  });
});
