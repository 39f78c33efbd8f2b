import { describe, expect, it } from 'vitest';
import { createRecordMapper } from '../../../../src/mapping/record-mapper.ts';
import { fixtureContext } from '../../../support/mapping-fixtures.ts';

const map = createRecordMapper({ geoip: null, userAgent: null });
const SECRET = '4111 1111 1111 1111';
const detections = { DetectedValues: [{ Name: SECRET, Value: `card ${SECRET}` }], ResultsTruncated: false };

function auditOf(record: unknown): Record<string, unknown> {
  const mapped = map(record, fixtureContext);
  if (mapped.kind !== 'document') throw new Error(mapped.reason);
  return JSON.parse(mapped.document.source).o365.audit;
}

function nested(value: unknown, depth: number): unknown {
  return depth === 0 ? value : { a: [nested(value, depth - 1)] };
}

describe('detected values', () => {
  it.each([
    ['PolicyDetails', [{ Rules: [{ ConditionsMatched: { SensitiveInformation: [detections] } }] }]],
    ['EndpointMetaData', { SensitiveInformation: [{ SensitiveInformationDetections: detections }] }],
    ['SensitiveInfoTypeData', [{ SensitiveInformationDetectionsInfo: detections }]],
    ['SensitiveInfoTypeData', JSON.stringify([detections])],
    ['ClassificationInfo', [detections]],
    ['PreviousClassificationInfo', detections],
    ['PolicyDetails', nested(detections, 40)],
    ['PolicyDetails', [{ Rules: JSON.stringify([{ SensitiveInformation: [detections] }]) }]],
    ['PolicyDetails', `[{"cut": ${JSON.stringify(detections)}`],
    ['PolicyMatchInfo', { Rules: [detections] }],
    ['CopilotEventData', [detections, { DetectedValues: [SECRET] }]],
    ['FileData', nested(detections, 40)],
    ['Data', JSON.stringify({ a: [detections] })],
    ['Data', { a: JSON.stringify(detections) }],
    ['Folders', [JSON.stringify(detections), { Path: JSON.stringify({ a: JSON.stringify(detections) }) }]],
    ['ExtendedProperties', [{ Name: 'a', Value: 'b', ...detections }]],
    ['FileSizeBytes', detections],
    ['Comments', JSON.stringify(detections)],
  ])('in %s are found only in the member that is not indexed', (member, value) => {
    const { DetectedValues, ...others } = auditOf({ Id: 'a', RecordType: 63, [member]: value });
    expect(JSON.stringify(others)).not.toContain(SECRET);
    expect(JSON.stringify(DetectedValues)).toContain(SECRET);
  });

  it.each([
    ['NewInfo', { Inner: [detections] }],
    ['ExchangeMetaData', detections],
    ['NewText', JSON.stringify([detections])],
  ])('in %s, where nobody expects them, are not copied to what is indexed', (member, value) => {
    const { unmapped, ...others } = auditOf({ Id: 'a', [member]: value });
    expect(JSON.stringify(unmapped ?? {})).not.toContain(SECRET);
    expect(JSON.stringify(others)).toContain(SECRET);
  });

  it('are not what a text that only names them holds', () => {
    const { Parameters } = auditOf({ Id: 'a', Parameters: [{ Name: 'Report', Value: 'DetectedValues' }] });
    expect(Parameters).toEqual({ Report: 'DetectedValues' });
  });

  it('are joined with a member of that name', () => {
    const { DetectedValues } = auditOf({ Id: 'a', DetectedValues: ['x'], PolicyDetails: detections });
    expect(DetectedValues).toEqual([JSON.stringify(detections.DetectedValues), '["x"]']);
  });

  it('leave what carries them as it was when there are none', () => {
    const PolicyDetails = [{ PolicyName: 'Cards', Rules: [{ RuleName: 'Many cards' }] }];
    expect(auditOf({ Id: 'a', PolicyDetails })).toEqual({ PolicyDetails });
  });
});
