import { describe, expect, it } from 'vitest';
import { createRecordMapper } from '../../../src/mapping/record-mapper.ts';
import { fixtureContext } from '../../support/mapping-fixtures.ts';

const map = createRecordMapper({ geoip: null, userAgent: null });
const ENVELOPE = { Id: 'a', CreationTime: '2026-08-01T09:14:07', UserId: 'alice@contoso.com' };
const RULES = [{ Rules: [{ RuleId: 'r1', RuleName: 'R1', Severity: 'High', Actions: ['BlockAccess'] }] }];

/** The fields of the record's document that the expectation names. */
function fieldsOf(record: object, names: readonly string[]): Record<string, unknown> {
  const mapped = map({ ...ENVELOPE, ...record }, fixtureContext);
  const document: unknown = JSON.parse(mapped.kind === 'document' ? mapped.document.source : '{}');
  const valueAt = (name: string): unknown =>
    name.split('.').reduce((value, member) => Object(value)[member], document);
  return Object.fromEntries(names.map((name) => [name, valueAt(name)]));
}

describe('a record with', () => {
  it.each<[string, object, Record<string, unknown>]>([
    [
      'policies as JSON text',
      { RecordType: 11, PolicyDetails: JSON.stringify(RULES) },
      { 'event.severity': 4, 'event.outcome': 'failure', 'rule.id': ['r1'], 'rule.name': ['R1'] },
    ],
    [
      'metadata of a file as JSON text',
      { RecordType: 11, SharePointMetaData: '{"FileName":"plan.docx","FileOwner":"Bob"}' },
      { 'file.name': 'plan.docx', 'file.owner': 'Bob', 'o365.audit.SharePointMetaData': undefined },
    ],
    [
      'members as JSON text',
      { RecordType: 25, Members: '[{"UPN":"m@c.com"}]' },
      { 'related.user.0': 'm@c.com' },
    ],
    ['an access context as JSON text', { AppAccessContext: '{"AADSessionId":"s"}' }, { 'session.id': 's' }],
    [
      'access contexts in a list',
      {
        AppAccessContext: [
          { AADSessionId: '', UniqueTokenId: 't' },
          { AADSessionId: 's', DeviceId: 'd' },
        ],
      },
      { 'session.id': 's', 'token.id': 't', 'device.id': 'd' },
    ],
    [
      'a target whose number is the address of somebody else',
      { RecordType: 22, TargetYammerUserId: 'bob@c.com', TargetUserId: 'carol@c.com' },
      { 'destination.user.email': 'bob@c.com', 'o365.audit.TargetUserId': 'carol@c.com' },
    ],
    [
      'a time of an investigation that is told once or twice',
      {
        RecordType: 64,
        Actions: [
          '{"QueryTime":"8/1/2026 9:00:00 AM"}',
          '{"QueryTime":"8/1/2026 9:00:00 AM","Id":1,"QueryTime":"2026-08-01T09:00:00Z"}',
          '{"QueryTime":"2026-08-01T09:00:00Z","QueryTime":"8/1/2026 9:00:00 AM"}',
        ],
        Data: '{"a":[{"QueryTime":"8/1/2026 9:00:00 PM"},{"QueryTime":"2026-08-01T21:00:00Z"}]}',
      },
      {
        'o365.audit.Actions': [
          { QueryTime: '8/1/2026 9:00:00 AM' },
          { Id: 1, QueryTime: '2026-08-01T09:00:00Z' },
          { QueryTime: '2026-08-01T09:00:00Z' },
        ],
        'o365.audit.Data.flattened.a': [
          { QueryTime: '8/1/2026 9:00:00 PM' },
          { QueryTime: '2026-08-01T21:00:00Z' },
        ],
      },
    ],
    [
      'a number of 64 bits in JSON text',
      { RecordType: 40, Data: '{"eid":9007199254740993}' },
      { 'o365.audit.Data.eid': '9007199254740993' },
    ],
    [
      'methods of its own beside those of its entities',
      {
        RecordType: 64,
        ThreatDetectionMethods: { Other: 'x' },
        PhishConfidenceLevel: 'High',
        Data: '{"Entities":[{"ThreatDetectionMethods":["Url reputation"],"PhishConfidenceLevel":"High"}]}',
      },
      {
        'o365.audit.ThreatDetectionMethods': ['{"Other":"x"}', 'Url reputation'],
        'o365.audit.PhishConfidenceLevel': ['High'],
      },
    ],
    [
      'properties of the device as JSON text',
      { RecordType: 15, DeviceProperties: '[{"Name":"IsCompliantAndManaged","Value":"False"}]' },
      { 'o365.audit.DeviceProperties': [{ Name: 'IsCompliantAndManaged', Value: 'False' }] },
    ],
    [
      'metadata of a file on a device as JSON text',
      { RecordType: 63, EndpointMetaData: '{"FileExtension":"docx"}' },
      { 'file.extension': 'docx' },
    ],
    [
      'links of an alert as JSON text',
      { RecordType: 40, AlertLinks: '[{"AlertLinkHref":"https://example.com/1"}]' },
      { 'rule.reference': ['https://example.com/1'] },
    ],
    [
      'receivers as JSON text',
      { RecordType: 28, Recipients: '["bob@c.com","carol@c.com"]' },
      { 'email.to.address': ['bob@c.com', 'carol@c.com'] },
    ],
    [
      'actions as one JSON text',
      { RecordType: 64, Actions: '[{"Id":1},{"Id":2}]' },
      { 'o365.audit.Actions': [{ Id: 1 }, { Id: 2 }] },
    ],
    [
      'words in the place of members',
      { RecordType: 15, DeviceProperties: '[none', AlertLinks: 'none' },
      { 'o365.audit.DeviceProperties': { _raw: '[none' }, 'o365.audit.AlertLinks': 'none' },
    ],
    [
      'metadata of a file in a list',
      { RecordType: 11, SharePointMetaData: [{ FileName: 'plan.docx', UniqueId: 'u' }] },
      { 'file.name': 'plan.docx', 'file.inode': 'u', 'o365.audit.SharePointMetaData': undefined },
    ],
    [
      'metadata of a message in a list as JSON text',
      { RecordType: 13, ExchangeMetaData: '[{"From":"alice@c.com","To":["bob@c.com"],"Subject":"Plan"}]' },
      {
        'source.user.email': 'alice@c.com',
        'destination.user.email': ['bob@c.com'],
        'email.subject': ['Plan'],
      },
    ],
    ['an item in a list', { RecordType: 2, Item: [{ Subject: 'Plan' }] }, { 'email.subject': ['Plan'] }],
    [
      'two items, where there should be one',
      { RecordType: 2, Item: [{ Subject: 'Plan' }, { Subject: 'Lunch' }] },
      { 'o365.audit.Item': [{ Subject: 'Plan' }, { Subject: 'Lunch' }] },
    ],
    [
      'one identity of the target, outside of a list',
      { RecordType: 8, Target: { ID: 'bob@c.com', Type: 5 } },
      { 'related.user': ['alice', 'alice@contoso.com', 'bob@c.com'] },
    ],
    [
      'a file with a percent sign and a number sign in its name',
      {
        RecordType: 6,
        ObjectId: 'https://c.sharepoint.com/Documents/100% #1.docx',
        SourceFileName: '100% #1.docx',
      },
      { 'url.path': '/Documents/100% #1.docx', 'url.extension': 'docx' },
    ],
    [
      'a file at an escaped address',
      {
        RecordType: 6,
        ObjectId: 'https://c.sharepoint.com/a%20b.docx#page=2',
        SourceFileName: 'a b.docx',
      },
      { 'url.path': '/a b.docx', 'url.extension': 'docx' },
    ],
    [
      'addresses of senders with port, brackets and zone',
      { RecordType: 28, SenderIp: '[2001:db8::9%eth0]:25', SenderIP: '203.0.113.4:25, 203.0.113.5' },
      { 'related.ip': ['2001:db8::9', '203.0.113.4', '203.0.113.5'] },
    ],
    [
      'an exception that says nothing',
      { RecordType: 13, PolicyDetails: RULES, ExceptionInfo: { Reason: '', Rules: [] } },
      { 'event.outcome': 'failure' },
    ],
    [
      'one member of a team named twice',
      { RecordType: 25, Members: [{ UPN: 'm@c.com' }, { UPN: 'm@c.com' }] },
      { 'related.user': ['m@c.com', 'alice', 'alice@contoso.com'] },
    ],
    [
      'a record type with a fraction',
      { RecordType: '15.0' },
      { 'event.code': 'AzureActiveDirectoryStsLogon' },
    ],
    [
      'an error number with a fraction',
      { RecordType: 15, ErrorNumber: '0.0' },
      { 'event.outcome': 'success' },
    ],
    ['an error that is no number', { RecordType: 15, ErrorNumber: 'x' }, { 'event.outcome': 'failure' }],
    ['no logon error', { RecordType: 15, LogonError: 'none' }, { 'event.reason': undefined }],
    [
      'sizes with exponents',
      { FileSizeBytes: '1E3', OperationCount: '1.0E2' },
      { 'file.size': 1000, 'o365.audit.FileSizeBytes': 1000, 'o365.audit.OperationCount': 100 },
    ],
    ['a negative size', { FileSizeBytes: -1 }, { 'file.size': undefined, 'o365.audit.FileSizeBytes': -1 }],
    [
      'an alert without Id',
      { Id: '', RecordType: 40 },
      { 'event.kind': 'pipeline_error', tags: ['m365_audit_no_id'] },
    ],
    ['a DLP match without Id', { Id: '', RecordType: 13 }, { 'event.kind': 'pipeline_error' }],
    [
      'a message within the tenant',
      { RecordType: 28, Directionality: 'Intra-org' },
      { 'email.direction': 'internal' },
    ],
    [
      'a message from outside',
      { RecordType: 28, Directionality: 'Inbound' },
      { 'email.direction': 'inbound' },
    ],
    [
      'an Exchange build in brackets',
      { RecordType: 1, OriginatingServer: '[HOST (15.20.1.2)]' },
      { 'server.domain': 'HOST', 'server.ip': undefined, 'related.ip': undefined },
    ],
    [
      'null in brackets as address',
      { ClientIP: '[null]' },
      { client: undefined, 'o365.audit.ClientIP': '[null]' },
    ],
    [
      'a list of addresses',
      { ClientIP: ['203.0.113.1', '203.0.113.2'] },
      { 'client.ip': '203.0.113.1', 'related.ip': ['203.0.113.1', '203.0.113.2'] },
    ],
    [
      'addresses in several members',
      {
        ClientIPAddress: '',
        ClientIP: '203.0.113.1:80',
        ActorIpAddress: '203.0.113.2',
        UserIp: '203.0.113.3',
      },
      {
        'client.ip': '203.0.113.1',
        'related.ip': ['203.0.113.1', '203.0.113.2', '203.0.113.3'],
        'o365.audit.ActorIpAddress': '203.0.113.2',
      },
    ],
    [
      'the address of a sender in Data',
      { RecordType: 40, Data: '{"sip":"203.0.113.9"}' },
      { 'related.ip': ['203.0.113.9'] },
    ],
    [
      'an identity as the only parameter',
      { RecordType: 18, Parameters: '-Identity abc' },
      { 'email.local_id': ['abc'], 'o365.audit.NetworkMessageId': 'abc' },
    ],
    [
      'an identity among other parameters',
      { RecordType: 18, Parameters: '-Identity abc -Force true' },
      { 'email.local_id': undefined, 'o365.audit.NetworkMessageId': undefined },
    ],
  ])('%s', (_, record, expected) => {
    expect(fieldsOf(record, Object.keys(expected))).toEqual(expected);
  });
});
