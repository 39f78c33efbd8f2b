import { TextMemo } from '../lib/text-memo.ts';
import type { DriftListener } from '../model/drift.ts';
import type { UndeclaredMember } from './audit/remainder.ts';
import { schemaName, undeclaredPath } from './drift-names.ts';
import { KNOWN_WORKLOADS } from './known-workloads.ts';
import type { JsonObject } from './parse/json-value.ts';
import { textOf } from './parse/text.ts';
import { RECORD_TYPES } from './record-types.ts';

/** Name that the mapping itself gives to a text in the place of an object. */
const RAW = '_raw';
const RECORD_TYPE_NUMBER = /^\d{1,9}$/;
/** Pairs of parent and name whose path is remembered: no more than this, since names can be made up without end. */
const MAX_REMEMBERED = 2_000;

/** Tells the listener what records carry and the product does not know: names only, never values. */
export class DriftWatch {
  readonly #listener: DriftListener;
  /** Parent -> name -> path as it is told. */
  readonly #paths = new Map<string, Map<string, string>>();
  #remembered = 0;
  /** Workload -> its name as it is told; null for a known one. */
  readonly #workloads = new TextMemo(unknownWorkload, MAX_REMEMBERED);

  constructor(listener: DriftListener) {
    this.#listener = listener;
  }

  /** Looks at the record's type and workload. `recordType` is -1 when the record has no number there. */
  seeEnvelope(record: JsonObject, recordType: number): void {
    if (!RECORD_TYPES.has(recordType)) {
      const type = textOf(record.RecordType);
      if (type !== undefined) this.#listener('record_type', recordTypeName(type));
    }
    const workload = textOf(record.Workload);
    const unknown = workload === undefined ? null : this.#workloads.of(workload);
    if (unknown !== null) this.#listener('workload', unknown);
  }

  /** Tells each of the undeclared members of one record, a path once. */
  seeFields(members: readonly UndeclaredMember[]): void {
    const told = new Set<string>();
    for (const { parent, name } of members) {
      if (name === RAW) continue;
      const path = this.#pathOf(parent, name);
      if (told.has(path)) continue;
      told.add(path);
      this.#listener('field', path);
    }
  }

  #pathOf(parent: string, name: string): string {
    const known = this.#paths.get(parent)?.get(name);
    if (known !== undefined) return known;
    const path = undeclaredPath(parent, name);
    if (this.#remembered < MAX_REMEMBERED) {
      const siblings = this.#paths.get(parent) ?? new Map<string, string>();
      this.#paths.set(parent, siblings.set(name, path));
      this.#remembered += 1;
    }
    return path;
  }
}

function unknownWorkload(workload: string): string | null {
  return KNOWN_WORKLOADS.has(workload.toLowerCase()) ? null : schemaName(workload);
}

function recordTypeName(type: string): string {
  return RECORD_TYPE_NUMBER.test(type) ? String(Number(type)) : schemaName(type);
}
