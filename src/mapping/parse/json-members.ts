import { isJsonObject } from '../../lib/json-object.ts';
import type { Shape } from '../audit/shape.ts';
import { parseJsonText } from './json-text.ts';

/** Members that steps look into, and that some producers deliver as JSON text, beside those of {@link MEMBER_TYPES}. */
export const JSON_MEMBERS: ReadonlySet<string> = new Set([
  'Actor',
  'AdditionalInfo',
  'AffectedItems',
  'AlertLinks',
  'AppAccessContext',
  'AttachmentData',
  'CopilotEventData',
  'ExceptionInfo',
  'ExchangeDetails',
  'ExchangeMetaData',
  'FileData',
  'Folders',
  'Item',
  'Members',
  'Messages',
  'OperationProperties',
  'PolicyDetails',
  'PolicyMatchInfo',
  'Receivers',
  'Recipients',
  'SharePointMetaData',
  'Target',
]);

/** Types of the fields that hold members. */
const MEMBER_TYPES: ReadonlySet<string> = new Set(['object', 'nested', 'flattened']);

/** Their text has duplicate names, which a step of their own looks after. */
const INVESTIGATION_TEXTS: ReadonlySet<string> = new Set(['Actions', 'Data']);

/** Whether the member may come as JSON text: any member has been seen in other shapes than its schema says. */
export function mayBeJsonText(name: string, shape: Shape | undefined): boolean {
  if (JSON_MEMBERS.has(name)) return true;
  return shape !== undefined && MEMBER_TYPES.has(shape.type) && !INVESTIGATION_TEXTS.has(name);
}

/** Members that are one object; a list of one object is that object to Elasticsearch too. */
const SINGLE_OBJECTS: ReadonlySet<string> = new Set([
  'CopilotEventData',
  'EndpointMetaData',
  'ExceptionInfo',
  'ExchangeDetails',
  'ExchangeMetaData',
  'FileData',
  'Item',
  'SharePointMetaData',
]);

/** What the text of such a member holds, or the list that is only around it; anything else is the value itself. */
export function parsedMember(name: string, value: unknown): unknown {
  const parsed = typeof value === 'string' && mayBeJson(value) ? (parseJsonText(value) ?? value) : value;
  if (!Array.isArray(parsed) || parsed.length !== 1 || !SINGLE_OBJECTS.has(name)) return parsed;
  const [only]: unknown[] = parsed;
  return isJsonObject(only) ? only : parsed;
}

/** Whether the text begins like that of a list or an object, or with a blank: most texts do not. */
function mayBeJson(text: string): boolean {
  const first = text.charCodeAt(0);
  return first === 0x7b || first === 0x5b || first <= 0x20; // { or [
}
