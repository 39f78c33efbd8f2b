import { parseJsonText } from './json-text.ts';

/** Members that steps look into, and that some producers deliver as JSON text. (`Data` and the name/value lists have steps of their own.) */
export const JSON_MEMBERS: ReadonlySet<string> = new Set([
  'Actor',
  'AdditionalInfo',
  'AffectedItems',
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
  'SharePointMetaData',
  'Target',
]);

/** What the text of such a member holds; anything else is the value itself. */
export function parsedMember(value: unknown): unknown {
  return typeof value === 'string' && mayBeJson(value) ? (parseJsonText(value) ?? value) : value;
}

/** Whether the text begins like that of a list or an object, or with a blank: most texts do not. */
function mayBeJson(text: string): boolean {
  const first = text.charCodeAt(0);
  return first === 0x7b || first === 0x5b || first <= 0x20; // { or [
}
