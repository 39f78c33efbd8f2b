import { contentTypes } from '../../config/keys/content-types.ts';
import { CodedError } from '../../lib/coded-error.ts';
import { cliErrors } from '../errors.ts';

/**
 * Content types in the API's spelling, as they are named in any case; null where none is named.
 * @throws CodedError CLI_CONTENT_TYPE_UNKNOWN
 */
export function chosenContentTypes(wanted: readonly string[] | undefined): readonly string[] | null {
  if (wanted === undefined || wanted.length === 0) return null;
  return wanted.map((name) => {
    const known = contentTypes.find((contentType) => contentType.toLowerCase() === name.toLowerCase());
    if (known === undefined) throw new CodedError(cliErrors.contentTypeUnknown, name);
    return known;
  });
}
