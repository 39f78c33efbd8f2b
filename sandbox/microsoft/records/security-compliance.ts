import { auditRecord, auditTime, type RecordContext, type RecordGenerator } from './audit-record.ts';
import type { Person } from './cast.ts';
import { bareAddress } from './network.ts';

const ALERTS = [
  ['Elevation of Exchange admin privilege', 'AccessGovernance', 'Low'],
  ['Creation of forwarding/redirect rule', 'ThreatManagement', 'Informational'],
  ['Suspicious email sending patterns detected', 'ThreatManagement', 'High'],
  ['Email messages containing malicious URL removed after delivery', 'ThreatManagement', 'Medium'],
] as const;

/** What an alert saw, in the service's short names; times with seven digits and a Z. */
function alertData({ cast, eventMs }: RecordContext, user: Person): string {
  const ts = `${auditTime(eventMs - 120_000)}.0000000Z`;
  const op = 'New-InboxRule';
  return JSON.stringify({
    etype: 'User',
    eid: user.upn,
    tid: cast.tenantId,
    ts,
    te: ts,
    op,
    tdc: '1',
    suid: user.upn,
    ut: 'Admin',
    lon: op,
    f3u: user.upn,
  });
}

/** RecordType 40: an alert; what it saw is JSON in the string Data. */
export const securityAlert: RecordGenerator = (context) => {
  const { random, cast } = context;
  const [Name, Category, Severity] = random.pick(ALERTS);
  const user = random.pick(cast.people);
  const entity = random.chance(0.5);
  const operation = entity ? 'AlertEntityGenerated' : 'AlertTriggered';
  const who = { userId: 'SecurityComplianceAlerts', userKey: 'SecurityComplianceAlerts', userType: 4 };
  return auditRecord(
    context,
    { recordType: 40, operation, workload: 'SecurityComplianceCenter', ...who },
    {
      ResultStatus: 'Succeeded',
      ObjectId: entity ? user.upn : random.guid(),
      AlertId: random.guid(),
      AlertLinks: [{ AlertLinkHref: '' }],
      AlertType: 'System',
      Category,
      Comments: 'New alert',
      Data: alertData(context, user),
      Name,
      PolicyId: random.guid(),
      Severity,
      Source: 'Office 365 Security & Compliance',
      Status: random.pick(['Active', 'Investigating', 'Resolved']),
      AlertEntityId: entity ? user.upn : undefined,
      EntityType: entity ? 'User' : undefined,
    },
  );
};

/** RecordType 18: a cmdlet of the compliance centre; its parameters are one string. */
export const complianceCmdlet: RecordGenerator = (context) => {
  const { random, cast, eventMs } = context;
  const parameters = '-Identity "U.S. Financial Data" -Enabled "True"';
  return auditRecord(
    context,
    {
      recordType: 18,
      operation: random.pick(['Get-DlpComplianceRule', 'Set-DlpCompliancePolicy', 'New-ComplianceSearch']),
      workload: 'SecurityComplianceCenter',
      userId: cast.admin.upn,
      userKey: cast.admin.puid,
      userType: 2,
    },
    {
      ResultStatus: 'Success',
      ObjectId: 'U.S. Financial Data',
      SecurityComplianceCenterEventType: 0,
      ClientApplication: 'EMC',
      CmdletVersion: '16.00.0000.000',
      EffectiveOrganization: cast.domain,
      NonPIIParameters: parameters,
      Parameters: parameters,
      StartTime: auditTime(eventMs - 1000),
      UserServicePlan: '',
    },
  );
};

/** RecordType 28: a message that was found to be phishing or malware. */
export const threatIntelligence: RecordGenerator = (context) => {
  const { random, cast, eventMs } = context;
  return auditRecord(
    context,
    {
      recordType: 28,
      operation: 'TIMailData',
      workload: 'ThreatIntelligence',
      userId: 'ThreatIntel',
      userKey: 'ThreatIntel',
      userType: 4,
    },
    {
      ObjectId: random.guid(),
      AttachmentData: [
        {
          FileName: 'invoice.zip',
          FileType: 'zip',
          FileVerdict: 1,
          MalwareFamily: '',
          SHA256: random.hex(64),
        },
      ],
      DetectionMethod: 'Advanced filter',
      DetectionType: 'Inline',
      EventDeepLink: 'https://security.microsoft.com/?hash=/threatexplorer',
      InternetMessageId: `<${random.hex(24)}@mail.example.com>`,
      MessageTime: auditTime(eventMs - 5000),
      NetworkMessageId: random.guid(),
      P1Sender: 'bounce@example.com',
      P2Sender: 'billing@example.com',
      Policy: 'HighConfidencePhish',
      PolicyAction: 'Quarantine',
      Recipients: [random.pick(cast.people).upn],
      SenderIp: bareAddress(random),
      Subject: 'Your invoice is overdue',
      Verdict: random.pick(['Phish', 'Malware']),
    },
  );
};
