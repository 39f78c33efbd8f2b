import { fractionFor } from '../random.ts';
import type { FaultSetting, FaultSettings } from './fault-setting.ts';
import { type FaultName, faultRow, isFaultName } from './fault-table.ts';

/** A fault that strikes now, with its parameter. */
export interface Strike {
  readonly name: FaultName;
  readonly value: string | number | undefined;
}

/**
 * Decides which object is struck by which fault, and how often. Whether an object is struck depends on the seed, the
 * fault and the object's key alone, never on the order of requests, so that a run can be repeated.
 */
export class FaultPlan {
  readonly #seed: string;
  readonly #settings = new Map<FaultName, FaultSetting>();
  readonly #struck = new Map<FaultName, Map<string, number>>();
  readonly #passing = new Map<string, number>();

  constructor(seed: string, settings: FaultSettings) {
    this.#seed = seed;
    for (const [name, setting] of Object.entries(settings)) {
      if (isFaultName(name)) this.#settings.set(name, setting);
    }
  }

  /** Turns a fault on, changes it, or (undefined) turns it off. What it struck before stays counted. */
  set(name: FaultName, setting: FaultSetting | undefined): void {
    if (setting === undefined) this.#settings.delete(name);
    else this.#settings.set(name, setting);
  }

  clear(): void {
    this.#settings.clear();
  }

  /**
   * Asks whether a fault strikes an object now; a strike is counted.
   * @param key names the object and is the same in every run, such as tenant, content type and number of a blob
   * @param alias another name by which `target` may find the object, such as its contentId
   */
  strike(name: FaultName, key: string, alias = ''): Strike | undefined {
    const setting = this.#settings.get(name);
    if (setting === undefined || !this.#chosen(name, setting, key, alias)) return undefined;
    const row = faultRow(name);
    const times = setting.times ?? row.times;
    const struck = this.#struckBy(name);
    if (times !== 'all') {
      if ((struck.get(key) ?? 0) >= times || (this.#passing.get(key) ?? 0) >= times) return undefined;
      this.#passing.set(key, (this.#passing.get(key) ?? 0) + 1);
    }
    struck.set(key, (struck.get(key) ?? 0) + 1);
    return { name, value: setting.value ?? row.value };
  }

  /** How many strikes each fault has made. */
  counts(): Readonly<Record<string, number>> {
    const sum = (struck: Map<string, number>): number => [...struck.values()].reduce((a, b) => a + b, 0);
    return Object.fromEntries([...this.#struck].map(([name, struck]) => [name, sum(struck)]));
  }

  #chosen(name: FaultName, setting: FaultSetting, key: string, alias: string): boolean {
    const { target = '' } = setting;
    if (!key.includes(target) && !alias.includes(target)) return false;
    if (fractionFor(`${this.#seed}|${name}|${key}`) >= (setting.rate ?? 1)) return false;
    const struck = this.#struckBy(name);
    return struck.has(key) || struck.size < (setting.first ?? Number.POSITIVE_INFINITY);
  }

  #struckBy(name: FaultName): Map<string, number> {
    const known = this.#struck.get(name);
    if (known !== undefined) return known;
    const fresh = new Map<string, number>();
    this.#struck.set(name, fresh);
    return fresh;
  }
}
