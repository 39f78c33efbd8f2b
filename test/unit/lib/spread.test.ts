import { describe, expect, it } from 'vitest';
import { spread } from '../../../src/lib/spread.ts';

describe('a spread', () => {
  it('is the same for the same text and even over ids that hardly differ', () => {
    const places = Array.from({ length: 500 }, (_, index) =>
      spread(`${String(index).padStart(8, '0')}-2222-3333-4444-555555555555`),
    );
    const tenths = Map.groupBy(places, (place) => Math.floor(place * 10));

    expect(spread('contoso')).toBe(spread('contoso'));
    expect(places.every((place) => place >= 0 && place < 1)).toBe(true);
    for (const tenth of tenths.values()) expect(tenth.length).toBeLessThan(100);
    expect(tenths.size).toBe(10);
  });
});
