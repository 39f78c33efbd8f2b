import { type ContentType, findContentType } from '../content-types.ts';
import type { Reply } from '../http/reply.ts';
import { apiError } from './api-error.ts';
import type { Call } from './call.ts';

export interface RequestedType {
  readonly contentType: ContentType;
  /** As the client spelled it. */
  readonly asSent: string;
}

/** The content type that a request names, or the answer when it names none, or none that its token may read. */
export function requestedType({ exchange, roles, world }: Call): RequestedType | { readonly refusal: Reply } {
  const asSent = exchange.query.get('contentType');
  if (asSent === undefined) return { refusal: apiError('AF20001', 'contentType') };
  const contentType = findContentType(asSent);
  if (contentType === undefined || !world.settings.contentTypes.includes(contentType)) {
    return { refusal: apiError('AF20020') };
  }
  if (contentType === 'DLP.All' && !roles.includes('ActivityFeed.ReadDlp')) {
    return { refusal: apiError('AF10001', roles.join(',')) };
  }
  return { contentType, asSent };
}
