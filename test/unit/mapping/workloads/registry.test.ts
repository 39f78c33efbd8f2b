import { describe, expect, it } from 'vitest';
import { RECORD_TYPES } from '../../../../src/mapping/record-types.ts';
import { WORKLOADS, workloadOf } from '../../../../src/mapping/workloads/registry.ts';

const claimed = WORKLOADS.flatMap((workload) => workload.recordTypes);

describe('the workloads', () => {
  it('share no record type', () => {
    expect(claimed.filter((recordType, index) => claimed.indexOf(recordType) !== index)).toEqual([]);
  });

  it('are for record types that have a name', () => {
    expect(claimed.filter((recordType) => !RECORD_TYPES.has(recordType))).toEqual([]);
  });

  it('classify every published record type, and no other', () => {
    expect([...RECORD_TYPES.keys()].filter((recordType) => workloadOf(recordType) === undefined)).toEqual([]);
    expect(workloadOf(-1)).toBeUndefined();
    expect(workloadOf(9_999)).toBeUndefined();
  });
});

describe('the names of record types', () => {
  it.each([
    [22, 'Yammer'],
    [44, 'WorkplaceAnalytics'],
    [79, 'PowerAppsResource'],
    [117, 'MAPGRemediation'],
    [217, 'MicrosoftGraphDataConnectConsent'],
    [261, 'CopilotInteraction'],
    [372, 'CrossTenantAccessPolicy'],
    [397, 'AgentAdminActivity'],
  ])('%i is %s', (recordType, name) => {
    expect(RECORD_TYPES.get(recordType)).toBe(name);
  });

  it('are each given once', () => {
    expect(new Set(RECORD_TYPES.values()).size).toBe(RECORD_TYPES.size);
  });
});
