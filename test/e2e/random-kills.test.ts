import { describe, expect, it } from 'vitest';
import { kill } from '../chaos/actions.ts';
import { walk } from '../chaos/walk.ts';
import { elasticsearchForTest, uniqueNamespace } from '../support/elasticsearch.ts';

const kills = 50;

describe('one collection through 50 kills at random moments', () => {
  it('ends with each record in exactly one document', { timeout: 300_000 }, async (context) => {
    const node = await elasticsearchForTest(context);

    const told: string[] = [];
    let unfinished = 0;
    const result = await walk({
      seed: 'random kills',
      node,
      namespace: uniqueNamespace(),
      records: 6000,
      goOn: (steps) => steps < kills,
      action: async (world) => {
        if (world.sandbox.report().totals.neverFetched > 0) unfinished += 1;
        return await kill(world);
      },
      tell: (text) => told.push(text),
    });

    const { missing, repeated, unknown } = result.account;
    expect({ missing, repeated, unknown }, result.log).toEqual({ missing: [], repeated: [], unknown: [] });
    expect(result.violations).toEqual([]);
    expect(result.passes, told.join('\n')).toBeDefined();
    // Most of the kills came while there was still something to collect.
    expect(unfinished).toBeGreaterThan(kills / 2);
  });
});
