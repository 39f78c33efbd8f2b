import { expect, it } from 'vitest';
import { sizeText } from '../../../src/lib/size-text.ts';

it.each([
  [0, '0 bytes'],
  [1023, '1,023 bytes'],
  [1024, '1 KiB'],
  [1536, '1.5 KiB'],
  [64 * 1024 ** 2, '64 MiB'],
  [74.4 * 1024 ** 3, '74 GiB'],
  [3 * 1024 ** 4, '3 TiB'],
  [5_000 * 1024 ** 4, '5,000 TiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
