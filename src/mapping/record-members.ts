import type { Shape } from './audit/shape.ts';
import { groupBitsByMember, MEMBER_GROUPS, type MemberGroup } from './member-groups.ts';
import { JSON_MEMBERS, mayBeJsonText, parsedMember } from './parse/json-members.ts';
import type { JsonObject } from './parse/json-value.ts';

/** One member of the record at hand. */
export interface Member {
  readonly name: string;
  /** What the field tables declare for it; undefined when they do not. */
  readonly shape: Shape | undefined;
  /** Bits of the groups that it is in. */
  readonly groups: number;
  /** Whether it may come as JSON text, which counts as what it holds. */
  readonly isJson: boolean;
  /** As it was delivered, apart from JSON text that is parsed. */
  original: unknown;
  /** What o365.audit gets in its place; undefined when it has moved elsewhere. */
  present: unknown;
  /** The record that the values are of; those of another one count as absent. */
  turn: number;
}

/**
 * The members of one record at a time, by name. Records have hundreds of shapes, and an object is slow to tell that it does not
 * have a member, which the steps ask seventy times; a Map is not. The cells of the known names serve record after record, so
 * that nothing is built anew: what is read here is good until the next `read`.
 */
export class RecordMembers {
  /** Of all declared names, and of those that a step has asked for: a number that the code bounds, not the records. */
  readonly #known = new Map<string, Member>();
  readonly #present: Member[] = [];
  #count = 0;
  #groups = 0;
  #turn = 0;

  constructor(root: Shape) {
    const groups = groupBitsByMember();
    for (const name of new Set([...root.members.keys(), ...groups.keys(), ...JSON_MEMBERS])) {
      const shape = root.members.get(name);
      this.#known.set(name, newMember(name, shape, groups.get(name), mayBeJsonText(name, shape)));
    }
  }

  /** Takes the next record. Returns it with the members parsed that are JSON text: the record itself when there are none. */
  read(record: JsonObject): JsonObject {
    let copy: Record<string, unknown> | undefined;
    this.#turn += 1;
    this.#count = 0;
    this.#groups = 0;
    for (const name in record) {
      const member = this.#known.get(name) ?? newMember(name);
      const value = record[name];
      const parsed = member.isJson ? parsedMember(name, value) : value;
      this.#enter(member, parsed);
      if (parsed === value) continue;
      copy ??= { ...record };
      copy[name] = parsed;
    }
    return copy ?? record;
  }

  /** Whether the record has at least one member of the group. */
  hasSome(group: MemberGroup): boolean {
    return (this.#groups & MEMBER_GROUPS[group].bit) !== 0;
  }

  /** The member as it was delivered, apart from JSON text that is parsed. */
  original(name: string): unknown {
    const member = this.#cell(name);
    return member.turn === this.#turn ? member.original : undefined;
  }

  /** The member in its present shape. */
  present(name: string): unknown {
    const member = this.#cell(name);
    return member.turn === this.#turn ? member.present : undefined;
  }

  /** Gives the member another shape; undefined when it has moved elsewhere. */
  replace(name: string, value: unknown): void {
    const member = this.#cell(name);
    if (member.turn !== this.#turn) this.#enter(member, undefined);
    member.present = value;
  }

  /** Whether the field tables declare a member of this name. */
  isDeclared(name: string): boolean {
    return this.#known.get(name)?.shape !== undefined;
  }

  /** How many members there are; `at` takes the numbers below it, in the order of the record. */
  get count(): number {
    return this.#count;
  }

  at(index: number): Member | undefined {
    return this.#present[index];
  }

  #enter(member: Member, value: unknown): void {
    member.original = value;
    member.present = value;
    member.turn = this.#turn;
    this.#groups |= member.groups;
    this.#present[this.#count] = member;
    this.#count += 1;
  }

  #cell(name: string): Member {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const entered = this.#present.findIndex((member, index) => index < this.#count && member.name === name);
    const member = this.#present[entered] ?? newMember(name);
    this.#known.set(name, member);
    return member;
  }
}

function newMember(name: string, shape?: Shape, groups = 0, isJson = false): Member {
  return { name, shape, groups, isJson, original: undefined, present: undefined, turn: 0 };
}
