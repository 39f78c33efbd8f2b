import { describe, expect, it } from 'vitest';
import { FaultPlan } from '../../../sandbox/microsoft/faults/fault-plan.ts';
import { parseFault } from '../../../sandbox/microsoft/faults/fault-setting.ts';
import { FAULTS } from '../../../sandbox/microsoft/faults/fault-table.ts';
import { isScenarioName, SCENARIOS, scenario } from '../../../sandbox/microsoft/faults/scenarios.ts';

const KEYS = Array.from({ length: 1000 }, (_, i) => `tenant/type/${i}`);

describe('FaultPlan', () => {
  it('strikes the share of objects that is asked for, the same ones in any order', () => {
    const struck = (keys: readonly string[]): string[] => {
      const plan = new FaultPlan('seed', { 'blob-error': { rate: 0.3 } });
      return keys.filter((key) => plan.strike('blob-error', key)).toSorted();
    };
    const forwards = struck(KEYS);
    expect(forwards.length).toBeGreaterThan(250);
    expect(forwards.length).toBeLessThan(350);
    expect(struck(KEYS.toReversed())).toEqual(forwards);
  });

  it('strikes other objects for another seed', () => {
    const struck = (seed: string): string[] => {
      const plan = new FaultPlan(seed, { 'blob-error': { rate: 0.3 } });
      return KEYS.filter((key) => plan.strike('blob-error', key));
    };
    expect(struck('a')).not.toEqual(struck('b'));
  });

  it('strikes one object at most `times` times, over all passing faults together', () => {
    const plan = new FaultPlan('seed', { 'blob-error': {}, 'blob-html': {}, 'blob-cut': { times: 3 } });
    const names = Array.from({ length: 6 }, () =>
      (['blob-error', 'blob-html', 'blob-cut'] as const).find((name) => plan.strike(name, 'x')),
    );
    expect(names).toEqual(['blob-error', 'blob-error', 'blob-cut', undefined, undefined, undefined]);
  });

  it('strikes for ever what lasts', () => {
    const plan = new FaultPlan('seed', { 'blob-missing': {} });
    expect(Array.from({ length: 5 }, () => plan.strike('blob-missing', 'x')?.name)).toEqual(
      Array.from({ length: 5 }, () => 'blob-missing'),
    );
  });

  it('strikes the first objects only, or a target only', () => {
    const first = new FaultPlan('seed', { 'blob-missing': { first: 3 } });
    expect(KEYS.filter((key) => first.strike('blob-missing', key))).toHaveLength(3);
    const target = new FaultPlan('seed', { 'blob-missing': { target: 'type/77' } });
    expect(KEYS.filter((key) => target.strike('blob-missing', key))).toHaveLength(11);
    expect(target.strike('blob-missing', 'key', 'alias with type/77')).toBeDefined();
  });

  it('hands over the value, counts, changes and forgets', () => {
    const plan = new FaultPlan('seed', { 'blob-429': {} });
    expect(plan.strike('blob-429', 'a')?.value).toBe(1);
    plan.set('blob-429', { value: 7 });
    expect(plan.strike('blob-429', 'b')?.value).toBe(7);
    expect(plan.counts()).toEqual({ 'blob-429': 2 });
    plan.clear();
    expect(plan.strike('blob-429', 'c')).toBeUndefined();
  });
});

describe('parseFault', () => {
  it.each([
    ['blob-cut', 'blob-cut', {}],
    ['blob-cut=0.25', 'blob-cut', { rate: 0.25 }],
    ['late,value=3', 'late', { value: 3 }],
    ['list-error=1,times=all,value=AF20023', 'list-error', { rate: 1, times: 'all', value: 'AF20023' }],
    ['blob-missing,target=$audit_general$,first=2', 'blob-missing', { target: '$audit_general$', first: 2 }],
  ])('reads %s', (text, name, setting) => {
    expect(parseFault(text)).toEqual({ name, setting });
  });

  it.each(['nonsense', 'blob-cut=2', 'blob-cut=', 'blob-cut,times=x', 'blob-cut,colour=red'])(
    'refuses %s',
    (text) => {
      expect(() => parseFault(text)).toThrow(expect.objectContaining({ code: 'SANDBOX_BAD_OPTION' }));
    },
  );
});

describe('the scenarios', () => {
  it('say that they lose content when one of their faults does', () => {
    for (const name of Object.keys(SCENARIOS).filter(isScenarioName)) {
      const loses = Object.entries(FAULTS).some(
        ([fault, row]) => fault in scenario(name).faults && 'loses' in row,
      );
      expect({ name, loses: scenario(name).loses ?? false }).toEqual({ name, loses });
    }
  });
});
