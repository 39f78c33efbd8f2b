/** What one fault is and how it behaves unless a setting says otherwise. */
export interface FaultRow {
  /** The moment it strikes, and with it the kind of object that is struck. `stream` is tenant and content type. */
  readonly where: 'content' | 'stream' | 'token' | 'subscriptions' | 'start' | 'listing' | 'blob' | 'any';
  readonly does: string;
  /** How often it strikes one object before the service behaves again; 'all' lasts for ever. */
  readonly times: number | 'all';
  /** The fault's own parameter, where it has one. */
  readonly value?: string | number;
  /** Nobody can collect everything while this is on. */
  readonly loses?: true;
}

/**
 * Every fault by name. `content` and `stream` faults shape the content when it is made; the others strike a request.
 * An object that is struck by several passing faults suffers no more strikes together than the largest `times`.
 */
export const FAULTS = {
  late: {
    where: 'content',
    does: 'a blob is listed only after VALUE listings of its time, under its old contentCreated',
    times: 'all',
    value: 1,
  },
  'late-by-seconds': {
    where: 'content',
    does: 'a blob is listed only VALUE seconds after the start, under its old contentCreated',
    times: 'all',
    value: 5,
  },
  'late-recent': {
    where: 'stream',
    does: 'the newest VALUE blobs of a stream lie in the last 40 minutes and miss from the first listing',
    times: 'all',
    value: 2,
  },
  'equal-timestamps': {
    where: 'content',
    does: 'a blob has the contentCreated of the blob before it',
    times: 'all',
  },
  'duplicate-record': {
    where: 'content',
    does: 'a blob repeats a record of the blob before it',
    times: 'all',
  },
  'duplicate-blob': {
    where: 'content',
    does: 'the same body is listed once more under a new contentId',
    times: 'all',
  },
  expired: {
    where: 'content',
    does: 'a blob is listed, but its contentExpiration is past: AF20051',
    times: 'all',
    loses: true,
  },
  'null-record': { where: 'content', does: 'a blob holds a null among its records', times: 'all' },
  'record-without-id': { where: 'content', does: 'a blob holds one more record, without Id', times: 'all' },
  'record-without-time': {
    where: 'content',
    does: 'a blob holds one more record, without CreationTime',
    times: 'all',
  },
  bom: { where: 'content', does: 'a blob starts with a UTF-8 byte order mark', times: 'all' },
  'token-error': {
    where: 'token',
    does: 'the token endpoint answers AADSTS VALUE',
    times: 2,
    value: 90033,
  },
  'token-html': { where: 'token', does: 'the token endpoint answers 503 with a page of HTML', times: 2 },
  'token-429': {
    where: 'token',
    does: 'the token endpoint answers 429 with Retry-After: VALUE',
    times: 2,
    value: 1,
  },
  'token-cut': { where: 'token', does: 'a token answer is cut in the middle', times: 2 },
  'token-reset': { where: 'token', does: 'the connection breaks before a token answer begins', times: 2 },
  'token-stall': { where: 'token', does: 'a token request is never answered', times: 2 },
  'token-invalid-json': { where: 'token', does: 'the token endpoint answers 200 with no JSON', times: 2 },
  'token-revoked': {
    where: 'any',
    does: 'the Management API refuses a good token with 401, then and later; strikes once a tenant',
    times: 1,
  },
  'subscriptions-error': {
    where: 'subscriptions',
    does: 'the list of subscriptions answers the code VALUE',
    times: 2,
    value: 'AF50000',
  },
  'subscriptions-html': {
    where: 'subscriptions',
    does: 'the list of subscriptions answers 503 with a page of HTML',
    times: 2,
  },
  'subscriptions-page': {
    where: 'subscriptions',
    does: 'the list of subscriptions answers 200 with a page of HTML',
    times: 2,
  },
  'subscriptions-af429': {
    where: 'subscriptions',
    does: 'the list of subscriptions answers AF429 in a 403',
    times: 2,
  },
  'subscriptions-429': {
    where: 'subscriptions',
    does: 'the list of subscriptions answers 429 with Retry-After: VALUE',
    times: 2,
    value: 1,
  },
  'subscriptions-cut': {
    where: 'subscriptions',
    does: 'the list of subscriptions is cut in the middle',
    times: 2,
  },
  'subscriptions-reset': {
    where: 'subscriptions',
    does: 'the connection breaks before the list of subscriptions begins',
    times: 2,
  },
  'subscriptions-stall': {
    where: 'subscriptions',
    does: 'the list of subscriptions is never answered',
    times: 2,
  },
  'subscriptions-invalid-json': {
    where: 'subscriptions',
    does: 'the list of subscriptions answers 200 with text that is not JSON',
    times: 2,
  },
  'auditing-off': {
    where: 'start',
    does: 'starting a subscription fails because unified auditing is off in the tenant',
    times: 'all',
    loses: true,
  },
  'start-error': {
    where: 'start',
    does: 'starting a subscription answers the code VALUE',
    times: 2,
    value: 'AF50000',
  },
  'list-error': { where: 'listing', does: 'a page answers the code VALUE', times: 2, value: 'AF50000' },
  'list-html': { where: 'listing', does: 'a page answers 503 with a page of HTML', times: 2 },
  'list-af429': { where: 'listing', does: 'a page answers AF429 in a 403', times: 2 },
  'list-429': { where: 'listing', does: 'a page answers 429 with Retry-After: VALUE', times: 2, value: 1 },
  'list-cut': { where: 'listing', does: 'a page is cut in the middle', times: 2 },
  'list-invalid-json': { where: 'listing', does: 'a page answers 200 with text that is not JSON', times: 2 },
  'list-page': {
    where: 'listing',
    does: 'a page answers 200 with a page of HTML',
    times: 2,
  },
  'list-empty': {
    where: 'listing',
    does: 'a page answers 200 with no body at all',
    times: 2,
  },
  'list-reset': {
    where: 'listing',
    does: 'the connection breaks before a page begins',
    times: 2,
  },
  'list-stall': {
    where: 'listing',
    does: 'a page is never answered',
    times: 2,
  },
  'list-unavailable': {
    where: 'listing',
    does: 'a page answers 503 with Retry-After: VALUE',
    times: 2,
    value: 1,
  },
  'list-doubled': {
    where: 'listing',
    does: 'a page names each of its blobs twice',
    times: 'all',
  },
  'list-outside': {
    where: 'listing',
    does: 'a page names a blob from outside of the window besides',
    times: 'all',
  },
  'list-odd-items': {
    where: 'listing',
    does: 'items have their contentType in capitals and no contentExpiration',
    times: 'all',
  },
  'page-moved': {
    where: 'listing',
    does: 'the list turns around between two pages: blobs are missed, others come again',
    times: 1,
  },
  'page-loop': {
    where: 'listing',
    does: 'a page names itself as the next one',
    times: 2,
  },
  'page-refused': { where: 'listing', does: 'a good nextPage token is refused: AF20031', times: 2 },
  'wrong-host-page': {
    where: 'listing',
    does: 'the next page is said to be on another host, which watches for tokens',
    times: 2,
  },
  'wrong-host-uri': {
    where: 'blob',
    does: 'contentUri names another host, which watches for tokens',
    times: 'all',
    loses: true,
  },
  'blob-error': { where: 'blob', does: 'a blob answers the code VALUE', times: 2, value: 'AF50000' },
  'blob-html': { where: 'blob', does: 'a blob answers 503 with a page of HTML', times: 2 },
  'blob-af429': { where: 'blob', does: 'a blob answers AF429 in a 403', times: 2 },
  'blob-429': { where: 'blob', does: 'a blob answers 429 with Retry-After: VALUE', times: 2, value: 1 },
  'blob-page': {
    where: 'blob',
    does: 'a blob answers 200 with a page of HTML',
    times: 2,
  },
  'blob-empty': {
    where: 'blob',
    does: 'a blob answers 200 with no body at all',
    times: 2,
  },
  'blob-reset': {
    where: 'blob',
    does: 'the connection breaks before a blob begins',
    times: 2,
  },
  'blob-unauthorized': {
    where: 'blob',
    does: 'a blob answers 401, as to a token that has run out',
    times: 2,
  },
  'blob-unavailable': {
    where: 'blob',
    does: 'a blob answers 503 with Retry-After: VALUE',
    times: 2,
    value: 1,
  },
  'blob-missing': {
    where: 'blob',
    does: 'a blob is listed, but gone: 404 AF20050',
    times: 'all',
    loses: true,
  },
  'blob-cut': { where: 'blob', does: 'a body is cut in the middle, short of its Content-Length', times: 2 },
  'blob-cut-chunked': { where: 'blob', does: 'a chunked body is cut in the middle', times: 2 },
  'blob-invalid-json': { where: 'blob', does: 'a blob answers 200 with text that is not JSON', times: 2 },
  'blob-object': { where: 'blob', does: 'a blob answers 200 with an object instead of an array', times: 2 },
  'blob-stall': { where: 'blob', does: 'a blob is never answered; the client must give up', times: 2 },
  'slow-body': {
    where: 'blob',
    does: 'a body comes in 8 pieces, VALUE milliseconds apart',
    times: 'all',
    value: 25,
  },
  'clock-skew': { where: 'any', does: 'the Date header is VALUE seconds off', times: 'all', value: 600 },
} as const satisfies Record<string, FaultRow>;

export type FaultName = keyof typeof FAULTS;

/** The row of a fault, with what only some rows have. */
export function faultRow(name: FaultName): FaultRow {
  return FAULTS[name];
}

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}
