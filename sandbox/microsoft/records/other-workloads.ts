import { auditRecord, type RecordGenerator } from './audit-record.ts';
import { bareAddress, patchyAddress, userAgent } from './network.ts';

/** RecordType 20: Power BI. */
export const powerBi: RecordGenerator = (context) => {
  const { random, cast } = context;
  const user = random.pick(cast.people);
  const operation = random.pick([
    'ViewReport',
    'ExportReport',
    'ShareReport',
    'CreateDashboard',
    'AnalyzedByExternalApplication',
  ]);
  return auditRecord(
    context,
    { recordType: 20, operation, workload: 'PowerBI', userId: user.upn, userKey: user.puid, userType: 0 },
    {
      ClientIP: patchyAddress(random),
      UserAgent: userAgent(random),
      Activity: operation,
      ItemName: 'Sales pipeline',
      WorkSpaceName: 'Sales',
      DatasetName: 'Sales pipeline',
      ReportName: 'Sales pipeline',
      WorkspaceId: random.guid(),
      ReportId: random.guid(),
      SharingInformation:
        operation === 'ShareReport'
          ? [{ RecipientEmail: 'guest@example.com', ResharePermission: 'Read' }]
          : undefined,
      IsSuccess: true,
      RequestId: random.guid(),
    },
  );
};

/** RecordType 261: a talk with Copilot. The address is now and then malformed, as in Microsoft's own samples. */
export const copilot: RecordGenerator = (context) => {
  const { random, cast } = context;
  const user = random.pick(cast.people);
  const file = `https://${cast.name}.sharepoint.com/sites/finance/Budget 2026.xlsx`;
  return auditRecord(
    context,
    {
      recordType: 261,
      operation: 'CopilotInteraction',
      workload: 'Copilot',
      userId: user.upn,
      userKey: user.objectId,
      userType: 0,
    },
    {
      ClientIP: random.chance(0.2) ? 'ffff:10.11.0.229' : bareAddress(random),
      ClientRegion: 'no',
      CopilotLogVersion: '1.0.0.0',
      CopilotEventData: {
        AppHost: random.pick(['Word', 'Teams', 'BizChat', 'Excel']),
        Contexts: [{ Id: file, Type: 'xlsx' }],
        ThreadId: `19:${random.hex(32)}@thread.v2`,
        MessageIds: [],
        Messages: [
          { Id: String(context.eventMs), isPrompt: true },
          { Id: String(context.eventMs + 1), isPrompt: false },
        ],
        AccessedResources: [
          { Id: random.guid(), SiteUrl: file, Type: 'xlsx', Name: 'Budget 2026.xlsx', Action: 'Read' },
        ],
        ModelTransparencyDetails: [{ ModelName: 'gpt-large' }],
      },
    },
  );
};

/** RecordType 52: a search over compliance data; the count is a string. */
export const dataInsights: RecordGenerator = (context) => {
  const { random, cast } = context;
  return auditRecord(
    context,
    {
      recordType: 52,
      operation: random.pick(['SearchDataInsights', 'AggregateDlpAlerts']),
      workload: 'SecurityComplianceCenter',
      userId: random.chance(0.3) ? 'NOT-FOUND' : cast.admin.upn,
      userKey: cast.admin.objectId,
      userType: 5,
    },
    {
      AadAppId: random.guid(),
      DataType: 'DlpAlerts',
      RelativeUrl: '/DataInsights/DataInsightsService.svc/Find',
      ResultCount: String(random.int(50)),
    },
  );
};

/** A record type that no list knows yet; Microsoft adds them without notice. */
export const unknownType: RecordGenerator = (context) => {
  const { random, cast } = context;
  const user = random.pick(cast.people);
  return auditRecord(
    context,
    {
      recordType: 9001 + random.int(3),
      operation: 'WidgetCalibrated',
      workload: 'FutureWorkload',
      userId: user.upn,
      userKey: user.puid,
      userType: 0,
    },
    {
      ClientIP: bareAddress(random),
      ObjectId: `widget/${random.int(1000)}`,
      WidgetDetails: {
        Reading: random.next(),
        Tags: ['new', random.hex(4)],
        Nested: { Deep: { Deeper: true } },
      },
    },
  );
};
