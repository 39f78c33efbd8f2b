import { errors } from '@elastic/elasticsearch';
import { CodedError, type ErrorRow } from '../../lib/coded-error.ts';
import { errorMessage } from '../../lib/error-message.ts';
import { isJsonObject } from '../../lib/json-object.ts';
import { plainTlsText } from '../../lib/tls-text.ts';
import { type ErrorBody, readErrorBody } from './error-body.ts';
import { rowOfErrorType } from './error-types.ts';
import { elasticsearchErrors } from './errors.ts';

/** A failed request in our own words; holds no header and no part of the request. */
export interface ClientFailure {
  readonly row: ErrorRow;
  readonly detail: string;
  /** HTTP status; undefined where there was no answer. */
  readonly status?: number;
  /** `error.type` of the answer. */
  readonly type?: string;
}

const DETAIL_LIMIT = 500;

/**
 * Describes an error that a call of the Elasticsearch client threw.
 *
 * @param error as thrown; the client's errors carry connections and headers, so they must not travel further than this
 */
export function describeFailure(error: unknown): ClientFailure {
  if (error instanceof errors.ResponseError) return describeResponse(error);
  // The client's errors repeat their text in their cause.
  const detail = shorten(
    error instanceof errors.ElasticsearchClientError ? error.message : errorMessage(error),
  );
  if (error instanceof errors.TimeoutError) return { row: elasticsearchErrors.timeout, detail };
  if (error instanceof errors.ProductNotSupportedError) {
    return { row: elasticsearchErrors.notElasticsearch, detail: 'unexpected product' };
  }
  if (error instanceof errors.ConnectionError || error instanceof errors.NoLivingConnectionsError) {
    return { row: rowOfConnectionText(detail), detail: plainTlsText(detail) };
  }
  return { row: elasticsearchErrors.badAnswer, detail };
}

/** The failure as an error to throw. The original is left behind on purpose: it could carry a credential. */
export function codedFailure(failure: ClientFailure, what?: string): CodedError {
  return new CodedError(failure.row, what === undefined ? failure.detail : `${failure.detail} (${what})`);
}

function describeResponse(error: errors.ResponseError): ClientFailure {
  const status = error.statusCode ?? 0;
  const body = readBody(error.body);
  return {
    row: rowOfResponse(status, body),
    detail: shorten(`HTTP ${status} ${body.type}: ${body.reason}`),
    status,
    type: body.type,
  };
}

function readBody(body: unknown): ErrorBody {
  if (isJsonObject(body)) return readErrorBody(body.error);
  return { type: 'unknown', reason: typeof body === 'string' && body !== '' ? body : 'empty answer' };
}

function rowOfResponse(status: number, body: ErrorBody): ErrorRow {
  const byType = rowOfErrorType(status, body);
  if (byType !== undefined) return byType;
  if (status === 403) return elasticsearchErrors.forbidden;
  if (status === 413) return elasticsearchErrors.tooLarge;
  if (status === 429) return elasticsearchErrors.throttled;
  return status >= 500 ? elasticsearchErrors.unavailable : elasticsearchErrors.badRequest;
}

// The transport keeps the text of a socket error and drops its code, so the text is all there is to go by.
const TLS_TEXT =
  /certificate|self.signed|altnames|\bSSL\b|\bTLS\b|wrong version number|handshake|packet length too long/i;
const CUT_TEXT = /other side closed|ECONNRESET|EPIPE|socket hang up|terminated|aborted|Body Timeout/i;

function rowOfConnectionText(text: string): ErrorRow {
  if (/^the proxy \S+: /.test(text)) return elasticsearchErrors.proxy;
  if (TLS_TEXT.test(text)) return elasticsearchErrors.tls;
  return CUT_TEXT.test(text) ? elasticsearchErrors.badAnswer : elasticsearchErrors.unreachable;
}

function shorten(text: string): string {
  return text.length <= DETAIL_LIMIT ? text : `${text.slice(0, DETAIL_LIMIT)}…`;
}
