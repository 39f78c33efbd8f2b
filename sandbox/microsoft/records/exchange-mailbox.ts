import {
  type AuditRecord,
  auditRecord,
  type Json,
  nameValues,
  type RecordContext,
  type RecordGenerator,
} from './audit-record.ts';
import type { Person } from './cast.ts';
import { bareAddress, userAgent } from './network.ts';

const FOLDERS = ['\\Inbox', '\\Sent Items', '\\Drafts', '\\Archive', '\\Inbox\\Projects 2026'] as const;
const SUBJECTS = [
  'Quarterly figures',
  'RE: Travel to Zürich',
  'Invoice 4711',
  '見積書の件',
  'Lunch?',
  '',
] as const;

/** What all mailbox records say about the logon and the mailbox. */
function logon(context: RecordContext, owner: Person, actor: Person): AuditRecord {
  const { random, cast } = context;
  const address = bareAddress(random);
  return {
    ResultStatus: 'Succeeded',
    ClientIPAddress: address,
    ClientInfoString: `Client=${random.pick(['OWA', 'REST', 'MSExchangeRPC', 'WebServices'])};${userAgent(random)};`,
    ExternalAccess: false,
    InternalLogonType: 0,
    LogonType: actor === owner ? 0 : 2,
    LogonUserSid: actor.sid,
    MailboxGuid: owner.mailboxGuid,
    MailboxOwnerSid: owner.sid,
    MailboxOwnerUPN: owner.upn,
    OrganizationName: cast.domain,
    OriginatingServer: `AM${random.int(9)}PR04MB${1000 + random.int(9000)} (15.20.7762.020)\r\n`,
    SessionId: random.chance(0.8) ? random.guid() : undefined,
  };
}

function messageId(context: RecordContext): string {
  return `<${context.random.hex(32)}@DB7PR04MB0001.eurprd04.prod.outlook.com>`;
}

function folder(context: RecordContext): { readonly [name: string]: Json } {
  const path = context.random.pick(FOLDERS);
  return {
    Id: `LgAAAAD${context.random.hex(24)}AAAB`,
    Path: path,
    Name: path.slice(path.lastIndexOf('\\') + 1),
  };
}

function owners(context: RecordContext): { owner: Person; actor: Person } {
  const owner = context.random.pick(context.cast.people);
  return { owner, actor: context.random.chance(0.85) ? owner : context.random.pick(context.cast.people) };
}

function mailbox(
  context: RecordContext,
  recordType: number,
  operation: string,
  own: AuditRecord,
): AuditRecord {
  const { owner, actor } = owners(context);
  const who = { userId: actor.upn, userKey: actor.puid, userType: 0 };
  const common = logon(context, owner, actor);
  // Aggregated records have no ClientIP, only ClientIPAddress.
  const address = recordType === 50 ? {} : { ClientIP: common.ClientIPAddress };
  return auditRecord(
    context,
    { recordType, operation, workload: 'Exchange', ...who },
    { ...common, ...address, ...own },
  );
}

/** RecordType 2: one item of a mailbox. */
export const exchangeItem: RecordGenerator = (context) => {
  const { random } = context;
  const operation = random.pick([
    'Send',
    'Create',
    'Update',
    'ModifyFolderPermissions',
    'SendAs',
    'MailItemsAccessed',
  ]);
  return mailbox(context, 2, operation, {
    Item: {
      Id: `RgAAAAD${random.hex(40)}AAAJ`,
      InternetMessageId: messageId(context),
      ParentFolder: folder(context),
      SizeInBytes: 2000 + random.int(400_000),
      Subject: random.pick(SUBJECTS),
      Attachments: random.chance(0.2) ? 'report.xlsx (18204b); ' : '',
    },
    ModifiedProperties: operation === 'Update' ? ['ItemClass', 'RecipientCollection'] : undefined,
  });
};

/** RecordType 3: items that were moved or deleted together. */
export const exchangeItemGroup: RecordGenerator = (context) => {
  const { random } = context;
  const operation = random.pick(['MoveToDeletedItems', 'SoftDelete', 'HardDelete']);
  const affected = Array.from({ length: 1 + random.int(3) }, () => ({
    Id: `RgAAAAD${random.hex(40)}AAAJ`,
    InternetMessageId: messageId(context),
    ParentFolder: folder(context),
    Subject: random.pick(SUBJECTS),
  }));
  return mailbox(context, 3, operation, {
    ResultStatus: random.chance(0.9) ? 'Succeeded' : 'PartiallySucceeded',
    AffectedItems: affected,
    CrossMailboxOperation: false,
    Folder: folder(context),
    DestFolder:
      operation === 'MoveToDeletedItems' ? { Id: random.hex(24), Path: '\\Deleted Items' } : undefined,
  });
};

/** RecordType 50: many accesses to mail in one record. */
export const exchangeAggregated: RecordGenerator = (context) => {
  const { random } = context;
  const count = 1 + random.int(4);
  const items = Array.from({ length: count }, () => ({ InternetMessageId: messageId(context) }));
  return mailbox(context, 50, 'MailItemsAccessed', {
    AppId: random.guid(),
    ClientAppId: random.chance(0.8) ? random.guid() : undefined,
    Folders: [{ ...folder(context), FolderItems: items }],
    OperationCount: count,
    OperationProperties: nameValues({ MailAccessType: random.pick(['Bind', 'Sync']), IsThrottled: 'False' }),
  });
};
