import { describe, expect, it } from 'vitest';
import { typeOfVerb } from '../../../../src/mapping/workloads/verbs.ts';

describe('typeOfVerb', () => {
  it.each([
    ['Set-Mailbox', 'change'],
    ['New-InboxRule', 'creation'],
    ['Remove-MailboxPermission', 'deletion'],
    ['Get-DlpSiDetectionsReport', 'access'],
    ['CreateFlow', 'creation'],
    ['ListItemCreated', 'creation'],
    ['ListColumnDeleted', 'deletion'],
    ['PlanListRead', 'access'],
    ['TaskCompleted', 'change'],
    ['ViewForm', 'access'],
    ['SearchExportStarted', 'start'],
    ['PowerAppPermissionEdited', 'change'],
    ['delete_row', 'deletion'],
    ['SensitivityLabelRemoved', 'deletion'],
    ['CrmDefaultActivity', undefined],
    ['', undefined],
    ['x'.repeat(100_000), undefined],
  ])('of %.40s is %s', (action, type) => {
    expect(typeOfVerb(action)).toBe(type);
  });
});
