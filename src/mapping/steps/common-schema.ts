import { copyText, type Draft, moveText, originalOf } from '../draft.ts';
import type { FileFields } from '../ecs-document.ts';
import { outcomeOf } from '../outcome.ts';
import { isEmpty } from '../parse/json-value.ts';
import { wholeNumber } from '../parse/text.ts';
import { RECORD_TYPES } from '../record-types.ts';
import { setPresent } from '../set-present.ts';

/**
 * UserType -> user.roles (Management Activity API schema, UserType). 0 is no role to tell of: directory records say it of
 * administrators too.
 */
const USER_ROLES: ReadonlyMap<string, string> = new Map([
  ['1', 'Reserved'],
  ['2', 'Admin'],
  ['3', 'DcAdmin'],
  ['4', 'System'],
  ['5', 'Application'],
  ['6', 'ServicePrincipal'],
  ['7', 'CustomPolicy'],
  ['8', 'SystemPolicy'],
  ['9', 'PartnerTechnician'],
  ['10', 'Guest'],
]);

/** The members that every record has, or may have: who, what, where, with which result. */
export function mapCommonSchema(draft: Draft): void {
  const { document } = draft;
  const { event } = document;
  event.action = moveText(draft, 'Operation');
  event.provider = moveText(draft, 'Workload');
  event.code = RECORD_TYPES.get(draft.recordType);
  event.outcome = outcomeOf(originalOf(draft, 'ResultStatus'));
  const userId = copyText(draft, 'UserId');
  const role = USER_ROLES.get(copyText(draft, 'UserType') ?? '');
  if (userId !== undefined)
    document.user = role === undefined ? { id: userId } : { id: userId, roles: [role] };
  const organizationId = moveText(draft, 'OrganizationId');
  if (organizationId !== undefined) document.organization = { id: organizationId.toLowerCase() };
  const userAgent = moveText(draft, 'UserAgent');
  if (userAgent !== undefined) document.user_agent = { original: userAgent };
  if (draft.members.hasSome('file')) mapFile(draft);
}

/** A file size is a whole number of bytes; anything else stays under o365.audit only. */
function byteCount(value: unknown): number | undefined {
  const size = wholeNumber(value);
  return size !== undefined && size >= 0 ? size : undefined;
}

function mapFile(draft: Draft): void {
  const { document } = draft;
  const file: FileFields = {};
  setPresent(file, 'extension', copyText(draft, 'FileExtension'));
  setPresent(file, 'path', copyText(draft, 'FilePath') ?? copyText(draft, 'TargetFilePath'));
  const size = byteCount(originalOf(draft, 'FileSizeBytes')) ?? byteCount(originalOf(draft, 'FileSize'));
  setPresent(file, 'size', size);
  const sha1 = copyText(draft, 'Sha1');
  const sha256 = copyText(draft, 'Sha256');
  if (sha1 !== undefined || sha256 !== undefined) {
    file.hash = { ...(sha1 === undefined ? {} : { sha1 }), ...(sha256 === undefined ? {} : { sha256 }) };
  }
  if (!isEmpty(file)) document.file = file;
  const processName = copyText(draft, 'Application');
  if (processName !== undefined) document.process = { name: processName };
  const domain = copyText(draft, 'OriginatingDomain');
  if (domain !== undefined) document.url = { domain };
}
