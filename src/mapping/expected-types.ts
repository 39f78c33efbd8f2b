import type { EventCategory, EventFields, EventType } from './ecs-document.ts';

/** event.category -> the values of event.type that ECS expects with it (ECS 8.11, allowed values of event.category). */
const EXPECTED: Readonly<Record<EventCategory, readonly EventType[]>> = {
  authentication: ['start', 'end', 'info'],
  configuration: ['access', 'change', 'creation', 'deletion', 'info'],
  database: ['access', 'change', 'info'],
  email: ['info'],
  file: ['access', 'change', 'creation', 'deletion', 'info'],
  iam: ['admin', 'change', 'creation', 'deletion', 'group', 'info', 'user'],
  malware: ['info'],
  session: ['start', 'end', 'info'],
  threat: ['indicator'],
  web: ['access', 'info'],
};

/**
 * Leaves the types that ECS expects with one of the event's categories. A creation or a deletion of what only has changes (rows
 * of a database) is a change; where nothing of the kind is expected (`creation` of a message) event.action alone tells it.
 */
export function keepExpectedTypes(event: Pick<EventFields, 'category' | 'type'>): void {
  if (event.type.length < 2) return; // `info` is expected everywhere
  const isExpected = (type: EventType): boolean =>
    event.category.some((category) => EXPECTED[category].includes(type));
  if (event.type.every(isExpected)) return;
  const types = event.type.map((type) => (!isExpected(type) && CHANGES.has(type) ? 'change' : type));
  event.type = [...new Set(types.filter(isExpected))];
}

const CHANGES: ReadonlySet<EventType> = new Set(['creation', 'deletion']);
