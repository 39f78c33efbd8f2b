import { authErrors } from '../auth/errors.ts';
import { checkpointErrors } from '../checkpoint/errors.ts';
import { ConfigError } from '../config/config-error.ts';
import { ingestErrors } from '../ingest/errors.ts';
import { CodedError } from '../lib/coded-error.ts';
import { mappingErrors } from '../mapping/errors.ts';
import { elasticsearchErrors } from '../output/elasticsearch/errors.ts';
import { fileOutputErrors } from '../output/file/errors.ts';
import type { ExitCode } from './context.ts';
import { cliErrors } from './errors.ts';

/** Errors that only a change of the configuration, or of what it points to, can mend. */
const configurationCodes: ReadonlySet<string> = new Set([
  checkpointErrors.unwritable.code,
  checkpointErrors.foreign.code,
  checkpointErrors.newer.code,
  checkpointErrors.otherTenant.code,
  ingestErrors.unknownRecordType.code,
  authErrors.keyUnreadable.code,
  authErrors.keyNotRsa.code,
  authErrors.certificateUnreadable.code,
  authErrors.keyMismatch.code,
  authErrors.passphraseWrong.code,
  authErrors.pfxUnreadable.code,
  authErrors.tenantTwice.code,
  authErrors.tenantNotFound.code,
  authErrors.tenantInvalid.code,
  authErrors.otherCloud.code,
  cliErrors.tenantUnknown.code,
  cliErrors.loginNotNeeded.code,
  cliErrors.consentWithoutApp.code,
  cliErrors.timeUnreadable.code,
  cliErrors.rangeEmpty.code,
  cliErrors.rangeTooOld.code,
  cliErrors.rangeInFuture.code,
  cliErrors.contentTypeUnknown.code,
  mappingErrors.geoipDatabaseUnreadable.code,
  mappingErrors.geoipDatabaseUnsupported.code,
  elasticsearchErrors.clientCertificate.code,
  fileOutputErrors.unusable.code,
]);

/** What a command that threw exits with: 2 usage or configuration, 1 the work failed. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof ConfigError) return 2;
  return error instanceof CodedError && configurationCodes.has(error.code) ? 2 : 1;
}
