import { type AuditRecord, auditRecord, type RecordContext, type RecordGenerator } from './audit-record.ts';
import type { Person } from './cast.ts';
import { patchyAddress, userAgent } from './network.ts';

const FILES = [
  ['Budget 2026', 'xlsx'],
  ['Projet été', 'docx'],
  ['A b & c', 'pdf'],
  ['架构图', 'pptx'],
  ['backup.tar', 'gz'],
  ['README', ''],
] as const;

interface Place {
  readonly person: Person;
  readonly workload: 'OneDrive' | 'SharePoint';
  readonly siteUrl: string;
}

function place({ random, cast }: RecordContext): Place {
  const person = random.pick(cast.people);
  if (random.chance(0.5)) {
    const folder = person.upn.replaceAll(/[.@]/g, '_');
    return {
      person,
      workload: 'OneDrive',
      siteUrl: `https://${cast.name}-my.sharepoint.com/personal/${folder}/`,
    };
  }
  const team = random.pick(['finance', 'engineering', 'hr']);
  return { person, workload: 'SharePoint', siteUrl: `https://${cast.name}.sharepoint.com/sites/${team}/` };
}

function build(
  context: RecordContext,
  at: Place,
  recordType: number,
  operation: string,
  own: AuditRecord,
): AuditRecord {
  const { random } = context;
  const who = {
    userId: random.chance(0.9) ? at.person.upn : at.person.upn.toUpperCase(),
    userKey: `i:0h.f|membership|${at.person.puid.toLowerCase()}@live.com`,
    userType: 0,
  };
  return auditRecord(
    context,
    { recordType, operation, workload: at.workload, ...who },
    {
      ClientIP: patchyAddress(random),
      CorrelationId: random.guid(),
      EventSource: 'SharePoint',
      Site: random.guid(),
      UserAgent: random.chance(0.97) ? userAgent(random) : undefined,
      WebId: random.guid(),
      ...own,
    },
  );
}

function file(context: RecordContext, at: Place): AuditRecord {
  const { random } = context;
  const [stem, extension] = random.pick(FILES);
  const name = extension === '' ? stem : `${stem}.${extension}`;
  return {
    ObjectId: `${at.siteUrl}Documents/${name}`,
    ItemType: 'File',
    ListId: random.guid(),
    ListItemUniqueId: random.guid(),
    SourceFileExtension: extension,
    SiteUrl: at.siteUrl,
    SourceFileName: name,
    SourceRelativeUrl: 'Documents',
  };
}

/** RecordType 6: something done with a file. */
export const sharePointFile: RecordGenerator = (context) => {
  const { random } = context;
  const at = place(context);
  const operation = random.pick([
    'FileAccessed',
    'FileDownloaded',
    'FileModified',
    'FileUploaded',
    'FileDeleted',
    'FileRenamed',
    'FilePreviewed',
  ]);
  return build(context, at, 6, operation, {
    ...file(context, at),
    DestinationFileName: operation === 'FileRenamed' ? `Renamed ${random.int(100)}.docx` : undefined,
    DestinationRelativeUrl: operation === 'FileRenamed' ? 'Documents' : undefined,
    FileSizeBytes: random.chance(0.2) ? random.int(5_000_000) : undefined,
    HighPriorityMediaProcessing: random.chance(0.4) ? false : undefined,
  });
};

/** RecordType 14: something shared, or no longer shared. */
export const sharePointSharing: RecordGenerator = (context) => {
  const { random } = context;
  const at = place(context);
  const guest = random.chance(0.3);
  const target = guest ? 'partner_example.com#ext#' : random.pick(context.cast.people).upn;
  return build(
    context,
    at,
    14,
    random.pick([
      'SharingSet',
      'AnonymousLinkCreated',
      'SharingInvitationCreated',
      'AddedToGroup',
      'SecureLinkCreated',
    ]),
    {
      ...file(context, at),
      TargetUserOrGroupType: guest ? 'Guest' : 'Member',
      TargetUserOrGroupName: target,
      EventData:
        '<Permissions granted>Contribute</Permissions granted><MembersCanShareApplied>False</MembersCanShareApplied>',
      UniqueSharingId: random.guid(),
    },
  );
};

/** RecordType 4: pages, sites, permissions. */
export const sharePointSite: RecordGenerator = (context) => {
  const at = place(context);
  const operation = context.random.pick([
    'PageViewed',
    'SiteCollectionCreated',
    'SharingPolicyChanged',
    'PermissionLevelAdded',
    'GroupAdded',
  ]);
  const changed = operation === 'SharingPolicyChanged';
  return build(context, at, 4, operation, {
    ObjectId: `${at.siteUrl}SitePages/Home.aspx`,
    ItemType: operation === 'PageViewed' ? 'Page' : 'Site',
    CustomUniqueId: context.random.chance(0.5) ? true : undefined,
    ModifiedProperties: changed ? [{ Name: 'ShareUsingAnonymousLinks', NewValue: 'True' }] : undefined,
  });
};

/** RecordType 36: lists and libraries. */
export const sharePointList: RecordGenerator = (context) => {
  const { random } = context;
  const at = place(context);
  const listId = random.guid();
  return build(
    context,
    at,
    36,
    random.pick(['ListViewed', 'ListUpdated', 'ListCreated', 'ListItemCreated']),
    {
      ObjectId: `${at.siteUrl}Lists/${listId}`,
      ItemType: 'List',
      ListId: listId,
      ListTitle: random.pick(['Documents', 'Tasks', 'Risk register']),
      ListBaseType: 'GenericList',
      ListBaseTemplateType: '100',
      ItemCount: random.int(500),
      IsDocLib: random.chance(0.5),
      FromApp: false,
    },
  );
};
