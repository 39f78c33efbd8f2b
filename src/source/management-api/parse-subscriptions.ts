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

/** @throws SourceError SOURCE_ANSWER_UNREADABLE */
export function parseSubscriptions(body: Buffer): readonly Subscription[] {
  const items = tryParseJson(stripBom(body.toString('utf8')));
  if (!Array.isArray(items)) throw unreadable('the list of subscriptions is not a JSON array');
  return items.map((item: unknown) => {
    if (!isJsonObject(item) || typeof item.contentType !== 'string') {
      throw unreadable('a subscription has no content type');
    }
    return {
      contentType: item.contentType,
      status: typeof item.status === 'string' ? item.status.toLowerCase() : null,
    };
  });
}

function unreadable(detail: string): SourceError {
  return new SourceError(sourceErrors.answerUnreadable, 'retry', detail);
}
