import type { StreamFacts } from '../../checkpoint/read-stream-facts.ts';
import { CodedError, type ErrorRow } from '../../lib/coded-error.ts';
import { sourceErrors } from '../../source/management-api/errors.ts';
import type { Subscription } from '../../source/management-api/parse-subscriptions.ts';
import type { RecentContent } from '../../source/management-api/recent-content.ts';
import { cliErrors } from '../errors.ts';
import { ok, problem, type Verdict } from './verdict.ts';

/** What is known of one content type of a tenant. */
export interface ContentFacts {
  /** Name of the tenant. */
  readonly subject: string;
  readonly contentType: string;
  /** As the API lists it; undefined: it does not. */
  readonly subscription: Subscription | undefined;
  /** What the ledger remembers; undefined: nothing. */
  readonly remembered: StreamFacts | undefined;
  /** One page of the last 24 hours; an error where the API gave none; undefined: it was not asked. */
  readonly recent: RecentContent | Error | undefined;
  readonly nowMs: number;
}

/** A new subscription gets its first content within this time (Management Activity API reference). */
const firstContentMs = 12 * 3_600_000;

/** One content type in plain words: collected, still to come, or why not. Decides nothing for the other types. */
export function judgeContent(facts: ContentFacts): Verdict {
  const { subject, contentType, subscription, remembered, recent } = facts;
  const failed = (row: ErrorRow, detail?: string) =>
    problem(subject, contentType, new CodedError(row, detail));
  const lastFailure = remembered?.listingError ?? null;
  if (subscription === undefined) {
    const auditingOff = lastFailure?.includes(sourceErrors.auditingDisabled.meaning) === true;
    if (auditingOff) return failed(sourceErrors.auditingDisabled);
    if (remembered?.startedMs == null) return ok(subject, contentType, notYet);
    const since = `it was started at ${instant(remembered.startedMs)}`;
    return problem(subject, contentType, new CodedError(cliErrors.subscriptionGone, since), 'warning');
  }
  if (subscription.status === 'disabled') {
    return problem(subject, contentType, new CodedError(cliErrors.subscriptionDisabled), 'warning');
  }
  if (recent instanceof Error) return refused(facts, recent);
  if (recent === undefined) return ok(subject, contentType, 'subscribed');
  const words = seen(recent);
  return words === null ? quiet(facts) : ok(subject, contentType, words);
}

const notYet =
  'not subscribed yet; run starts the subscription, and its first content can take up to 12 hours to appear';

/** DLP needs a permission and a licence of its own: that it is missing stops nothing else. */
function refused({ subject, contentType }: ContentFacts, error: Error): Verdict {
  return problem(subject, contentType, error, contentType === 'DLP.All' ? 'warning' : 'failed');
}

/** Null where there is no content. */
function seen({ blobs, more, newestMs }: RecentContent): string | null {
  // Only the first page was asked for: the newest blob may stand on another one.
  if (more) return `subscribed; ${blobs} blobs or more in the last 24 hours`;
  if (newestMs === null) return null;
  return `subscribed; ${blobs} ${blobs === 1 ? 'blob' : 'blobs'} in the last 24 hours, the newest of ${instant(newestMs)}`;
}

/** Nothing in 24 hours: too early, nothing to tell, or something is wrong that the API does not say. */
function quiet({ subject, contentType, remembered, nowMs }: ContentFacts): Verdict {
  const { startedMs = null, lastContentHourMs = null } = remembered ?? {};
  if (startedMs !== null && nowMs - startedMs < firstContentMs && lastContentHourMs === null) {
    const hours = Math.max(0, Math.floor((nowMs - startedMs) / 3_600_000));
    return ok(
      subject,
      contentType,
      `subscribed ${hours} hours ago; wait up to 12 hours for its first content`,
    );
  }
  const last =
    lastContentHourMs === null ? 'none was ever seen' : `the last was of ${instant(lastContentHourMs)}`;
  if (contentType === 'DLP.All') {
    return ok(
      subject,
      contentType,
      `subscribed; no content in the last 24 hours, ${last}: no DLP policy matched`,
    );
  }
  const row = lastContentHourMs === null ? cliErrors.noContentYet : cliErrors.noContentNow;
  return problem(subject, contentType, new CodedError(row, last), 'warning');
}

function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z`;
}
