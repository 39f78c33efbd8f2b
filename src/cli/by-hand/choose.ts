import type { TenantConfig } from '../../config/config.ts';
import { contentTypes } from '../../config/keys/content-types.ts';
import { CodedError } from '../../lib/coded-error.ts';
import { cliErrors } from '../errors.ts';

/**
 * Content types in the API's spelling, as they are named in any case; without any, those of the tenant.
 * @throws CodedError CLI_CONTENT_TYPE_UNKNOWN
 */
export function chooseContentTypes(
  tenant: TenantConfig,
  wanted: readonly string[] | undefined,
): readonly string[] {
  if (wanted === undefined || wanted.length === 0) return tenant.content_types;
  return wanted.map((name) => {
    const known = contentTypes.find((contentType) => contentType.toLowerCase() === name.toLowerCase());
    if (known === undefined) throw new CodedError(cliErrors.contentTypeUnknown, name);
    return known;
  });
}
