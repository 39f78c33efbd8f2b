import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdSet, idWords } from '../../../../src/output/file/id-set.ts';
import { RecentIds } from '../../../../src/output/file/recent-ids.ts';

const hashed = (text: string) => createHash('sha1').update(text).digest('base64');

describe('a set of ids', () => {
  it('has what was added and nothing else, whatever the ids look like', () => {
    const id = fc.oneof(
      fc.string({ maxLength: 3 }),
      fc.string({ maxLength: 3 }).map(hashed),
      fc.base64String(),
    );
    fc.assert(
      fc.property(fc.array(id), fc.array(id), (added, asked) => {
        const set = new IdSet();
        for (const one of added) set.add(idWords(one));
        const known = new Set(added);
        expect([...added, ...asked].map((one) => set.has(idWords(one)))).toEqual(
          [...added, ...asked].map((one) => known.has(one)),
        );
      }),
    );
  });

  it('grows', () => {
    const set = new IdSet();
    const ids = Array.from({ length: 20_000 }, (_, at) => hashed(String(at)));
    for (const id of ids.slice(0, 10_000)) set.add(idWords(id));

    expect(ids.filter((id) => set.has(idWords(id)))).toEqual(ids.slice(0, 10_000));
  });
});

describe('recent ids', () => {
  it('are known as far back as told, and forgotten after twice as much', () => {
    const recent = new RecentIds(1000);
    const ids = Array.from({ length: 100 }, (_, at) => `id-${at}`);
    for (const id of ids) recent.add(idWords(id), 50);

    expect(ids.slice(-20).every((id) => recent.has(idWords(id)))).toBe(true);
    expect(ids.filter((id) => recent.has(idWords(id))).length).toBeLessThanOrEqual(40);
  });
});
