import { expect, it } from 'vitest';
import { formatTable } from '../../../src/cli/table.ts';

it('aligns texts to the left and numbers to the right', () => {
  expect(
    formatTable([
      ['name', 'count'],
      ['a', '1,000'],
      ['long', '7'],
    ]),
  ).toBe('name  count\n----  -----\na     1,000\nlong      7\n');
});

it('hands no control characters to the terminal', () => {
  expect(formatTable([['name'], ['a\u001b[2Jb\nc']])).toBe('name\n--------\na [2Jb c\n');
});

it('takes as many rows as a week of a large tenant has', () => {
  const rows = Array.from({ length: 200_000 }, (_, row) => [`record ${row}`]);

  expect(formatTable([['id'], ...rows]).split('\n')).toHaveLength(rows.length + 3);
});
