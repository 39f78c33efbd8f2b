import { expect, it } from 'vitest';
import { RecentIds } from '../../../../src/output/file/recent-ids.ts';

it('forgets the oldest ids when their lines no longer fit', () => {
  const recent = new RecentIds(100);
  recent.add('a', 40);
  recent.add('b', 40);
  recent.add('a', 40);
  recent.add('c', 40);
  expect(['a', 'b', 'c'].map((id) => recent.has(id))).toEqual([true, false, true]);
  recent.add('large', 200);
  expect(['a', 'c', 'large'].map((id) => recent.has(id))).toEqual([false, false, false]);
});
