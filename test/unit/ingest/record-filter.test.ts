import { describe, expect, it } from 'vitest';
import { createRecordFilter } from '../../../src/ingest/record-filter.ts';

const none = { record_types: [], workloads: [], operations: [], users: [] };
const record = {
  RecordType: 15,
  Workload: 'AzureActiveDirectory',
  Operation: 'UserLoggedIn',
  UserId: 'a@b.example',
};

describe('the record filter', () => {
  it.each([
    ['nothing is configured', none, none, true],
    [
      'each include list names it',
      { ...none, workloads: ['azureactivedirectory'], users: ['A@B.example'] },
      none,
      true,
    ],
    [
      'one include list does not name it',
      { ...none, workloads: ['Exchange'], users: ['a@b.example'] },
      none,
      false,
    ],
    ['its record type is included by number', { ...none, record_types: [15] }, none, true],
    [
      'its record type is included by name',
      { ...none, record_types: ['azureactivedirectorystslogon'] },
      none,
      true,
    ],
    ['another record type is included', { ...none, record_types: [8] }, none, false],
    ['its operation is excluded', none, { ...none, operations: ['USERLOGGEDIN'] }, false],
    ['another operation is excluded', none, { ...none, operations: ['UserLoginFailed'] }, true],
  ])('when %s', (_name, include, exclude, wanted) => {
    expect(createRecordFilter({ include, exclude })(record)).toBe(wanted);
  });

  it('refuses a record type name that nothing has, since it would never match', () => {
    const include = { ...none, record_types: ['AzureActiveDirectorySTSLogin'] };

    expect(() => createRecordFilter({ include, exclude: none })).toThrow('AzureActiveDirectorySTSLogin');
  });

  it('lets pass what is no record, for the mapper to tell what is wrong with it', () => {
    const filter = createRecordFilter({ include: { ...none, workloads: ['Exchange'] }, exclude: none });

    expect([null, 7, 'x', []].map(filter)).toEqual([true, true, true, true]);
  });
});
