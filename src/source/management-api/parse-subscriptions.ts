import { isJsonObject, tryParseJson } from '../../lib/json-object.ts';
import { stripBom } from '../../lib/strip-bom.ts';
import { SourceError } from '../source-error.ts';
import { sourceErrors } from './errors.ts';

/** One subscription of the tenant, as the API lists it. */
export interface Subscription {
  readonly contentType: string;
  /** `enabled` or `disabled`; null where the API leaves it out, as one of its samples does. */
  readonly status: string | null;
}

/**
 * An item that names no content type is none of ours, and must not keep the others from being read.
 * @throws SourceError SOURCE_ANSWER_UNREADABLE
 */
export function parseSubscriptions(body: Buffer): readonly Subscription[] {
  const items = tryParseJson(stripBom(body.toString('utf8')));
  if (!Array.isArray(items)) throw unreadable('the list of subscriptions is not a JSON array');
  const found = items.flatMap((item: unknown) => {
    if (!isJsonObject(item) || typeof item.contentType !== 'string') return [];
    const status = typeof item.status === 'string' ? item.status.toLowerCase() : null;
    return [{ contentType: item.contentType, status }];
  });
  if (items.length > 0 && found.length === 0) throw unreadable('no subscription has a content type');
  return found;
}

function unreadable(detail: string): SourceError {
  return new SourceError(sourceErrors.answerUnreadable, 'retry', detail);
}
