import { parseExactJson, type Revive } from '../../lib/exact-json.ts';
import { isJsonObject } from '../../lib/json-object.ts';

/** JSON text of any JSON value, also of one nested so deeply that JSON.stringify exhausts the stack. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (error) {
    if (error instanceof RangeError) return iterativeJsonText(value);
    throw error;
  }
}

/** JSON text with the members of every object in name order: the same for two deliveries of one record. */
export function canonicalJsonText(value: unknown): string {
  try {
    return JSON.stringify(value, (_name, member: unknown) =>
      isJsonObject(member) ? sorted(member) : member,
    );
  } catch (error) {
    if (error instanceof RangeError) return iterativeJsonText(value);
    throw error;
  }
}

/** The JSON value that the text holds; undefined when it is not the text of an object or a list. `revive` is that of JSON.parse. */
export function parseJsonText(text: string, revive?: Revive): unknown {
  const first = text.trimStart().charCodeAt(0);
  if (first !== 0x7b && first !== 0x5b) return undefined; // { or [
  try {
    return parseExactJson(text, revive);
  } catch {
    return undefined;
  }
}

function sorted(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Work left to write: a piece of text, or a value. */
type Task = { readonly text: string } | { readonly value: unknown };

function iterativeJsonText(root: unknown): string {
  const parts: string[] = [];
  const stack: Task[] = [{ value: root }];
  for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
    if ('text' in task) {
      parts.push(task.text);
    } else if (Array.isArray(task.value)) {
      pushMembers(
        stack,
        '[',
        ']',
        task.value.map((member) => ['', member] as const),
      );
    } else if (isJsonObject(task.value)) {
      const members = Object.entries(task.value);
      pushMembers(
        stack,
        '{',
        '}',
        members.map(([name, member]) => [`${JSON.stringify(name)}:`, member] as const),
      );
    } else {
      parts.push(JSON.stringify(task.value) ?? 'null');
    }
  }
  return parts.join('');
}

function pushMembers(
  stack: Task[],
  open: string,
  close: string,
  members: readonly (readonly [prefix: string, value: unknown])[],
): void {
  stack.push({ text: close });
  for (let index = members.length - 1; index >= 0; index--) {
    const member = members[index];
    if (member === undefined) continue;
    stack.push({ value: member[1] }, { text: `${index === 0 ? '' : ','}${member[0]}` });
  }
  stack.push({ text: open });
}
