/** An answer, and the way it goes over the wire. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** The error code that the body carries, for the log. */
  readonly code?: string;
  /**
   * cut: half the body, then the connection is destroyed. cut-chunked: the same without a Content-Length.
   * drip: in pieces with `pauseMs` between them. reset: the connection is destroyed before the answer begins.
   * stall: nothing at all, until the client goes.
   */
  readonly delivery?: 'cut' | 'cut-chunked' | 'drip' | 'reset' | 'stall';
  readonly pauseMs?: number;
  /** Called when the whole body has been handed to the network. */
  readonly onDelivered?: () => void;
}

const JSON_HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-cache',
  pragma: 'no-cache',
  expires: '-1',
} as const;

/** An answer in JSON. A string or Buffer is taken as JSON that is already made. */
export function jsonReply(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const body = typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value);
  return { status, headers: { ...JSON_HEADERS, ...headers }, body };
}

/** The page of HTML that a gateway puts before a service that is down. */
export function htmlReply(status: number): Reply {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!DOCTYPE html><html><head><title>${status}</title></head><body><h2>Our services aren't available right now</h2></body></html>`,
  };
}
