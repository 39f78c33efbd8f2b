import {
  type AuditRecord,
  auditRecord,
  auditTime,
  type Json,
  type RecordContext,
  type RecordGenerator,
} from './audit-record.ts';
import { bareAddress } from './network.ts';

/** Sensitive information types by their published ids. */
const SENSITIVE_TYPES = [
  ['50842eb7-edc8-4019-85dd-5a5c1f2bb085', 'Credit Card Number'],
  ['cb353f78-2b72-4c3c-8827-92ebe4f69fdf', 'ABA Routing Number'],
  ['a44669fe-0d48-453d-a9b1-2cc83f2cba77', 'U.S. Social Security Number (SSN)'],
] as const;

function policyDetails({ random }: RecordContext): Json {
  const [sensitiveType, name] = random.pick(SENSITIVE_TYPES);
  const found = {
    Count: 1 + random.int(20),
    Confidence: 75 + random.int(25),
    SensitiveType: sensitiveType,
    SensitiveInformationTypeName: name,
    UniqueCount: 1,
  };
  return [
    {
      PolicyId: random.guid(),
      PolicyName: 'U.S. Financial Data',
      Rules: [
        {
          RuleId: random.guid(),
          RuleName: 'High volume of content detected',
          RuleMode: 'Enable',
          Severity: random.pick(['Low', 'Medium', 'High']),
          Actions: ['BlockAccess', 'NotifyUser'],
          ActionParameters: [],
          ConditionsMatched: { SensitiveInformation: [found] },
        },
      ],
    },
  ];
}

function dlp(context: RecordContext, recordType: number, workload: string, own: AuditRecord): AuditRecord {
  const agent = recordType === 63 ? context.random.pick(context.cast.people).upn : 'DlpAgent';
  return auditRecord(
    context,
    {
      recordType,
      operation: context.random.pick(['DLPRuleMatch', 'DLPRuleMatch', 'DlpRuleUndo', 'DlpInfo']),
      workload,
      userId: agent,
      userKey: 'DlpAgent',
      userType: 4,
    },
    {
      ObjectId: context.random.guid(),
      IncidentId: context.random.guid(),
      PolicyDetails: policyDetails(context),
      SensitiveInfoDetectionIsIncluded: false,
      ...own,
    },
  );
}

/** RecordType 11: a document in SharePoint or OneDrive. */
export const dlpSharePoint: RecordGenerator = (context) => {
  const { random, cast, eventMs } = context;
  const owner = random.pick(cast.people);
  const site = `https://${cast.name}-my.sharepoint.com/personal/${owner.upn.replaceAll(/[.@]/g, '_')}`;
  return dlp(context, 11, random.pick(['OneDrive', 'SharePoint']), {
    SharePointMetaData: {
      From: owner.upn,
      FileName: 'Customers.docx',
      FileOwner: owner.name,
      FilePathUrl: `${site}/Documents/Customers.docx`,
      SiteCollectionGuid: random.guid(),
      SiteCollectionUrl: site,
      UniqueID: random.guid(),
      ItemCreationTime: auditTime(eventMs - 3_600_000),
      ItemLastModifiedTime: auditTime(eventMs - 60_000),
      IsViewableByExternalUsers: random.chance(0.3),
    },
  });
};

/** RecordType 13: a message. */
export const dlpExchange: RecordGenerator = (context) => {
  const { random, cast, eventMs } = context;
  return dlp(context, 13, 'Exchange', {
    ExchangeMetaData: {
      MessageID: `<${random.hex(32)}@${cast.domain}>`,
      From: random.pick(cast.people).upn,
      To: ['partner@example.com', random.pick(cast.people).upn],
      CC: [],
      BCC: [],
      Subject: 'Customer list',
      Sent: auditTime(eventMs - 30_000),
      RecipientCount: 2,
    },
  });
};

/** RecordType 63: a file on somebody's computer. */
export const dlpEndpoint: RecordGenerator = (context) => {
  const { random } = context;
  return dlp(context, 63, 'Endpoint', {
    ClientIP: bareAddress(random),
    ObjectId: 'C:\\Users\\alice\\Desktop\\Customers.docx',
    EndpointMetaData: {
      DeviceName: `laptop-${random.int(90)}`,
      EnforcementMode: random.pick(['Audit', 'Warn', 'Block']),
      FileExtension: 'docx',
      FileType: 'WordDocument',
      Sha1: random.hex(40),
      SensitiveInfoTypeData: [],
    },
  });
};
