import { isJsonObject, tryParseJson } from '../../lib/json-object.ts';
import { stripBom } from '../../lib/strip-bom.ts';

/** What the API said about a failure; both may be empty. */
export interface ErrorBody {
  readonly code: string;
  readonly message: string;
}

const nothing: ErrorBody = { code: '', message: '' };

/**
 * Reads the body of a failed answer: `{"error":{"code","message"}}`, the same in single quotes (as the API's
 * troubleshooting page shows AF429), or `{"Message"}` (as a 401 comes). Anything else says nothing.
 */
export function parseErrorBody(body: Buffer): ErrorBody {
  const text = stripBom(body.toString('utf8')).trim();
  const parsed = tryParseJson(text);
  return isJsonObject(parsed) ? fromJson(parsed) : fromSingleQuotes(text);
}

function fromJson(parsed: Readonly<Record<string, unknown>>): ErrorBody {
  const error: unknown = parsed.error;
  if (isJsonObject(error)) return { code: textOf(error.code), message: textOf(error.message) };
  return { code: '', message: textOf(parsed.Message ?? parsed.message) };
}

function fromSingleQuotes(text: string): ErrorBody {
  if (!text.startsWith('{')) return nothing;
  const code = /'code'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const message = /'message'\s*:\s*'(.*)'\s*\}/s.exec(text)?.[1];
  return code === undefined ? nothing : { code, message: message ?? '' };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
