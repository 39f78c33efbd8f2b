import { describe, expect, it } from 'vitest';
import { createRecordFilter } from '../../../src/ingest/record-filter.ts';
import { stream } from '../../support/streams.ts';

const none = { content_types: [], record_types: [], workloads: [], operations: [], users: [] };
const nothing = { include: none, exclude: none };
const general = stream('Audit.General');
const record = {
  RecordType: 15,
  Workload: 'AzureActiveDirectory',
  Operation: 'UserLoggedIn',
  UserId: 'a@b.example',
};

describe('the record filter', () => {
  it.each([
    ['nothing is configured', {}, {}, null],
    ['each include list names it', { workloads: ['azureactivedirectory'], users: ['A@B.example'] }, {}, null],
    [
      'one include list does not name it',
      { workloads: ['Exchange'], users: ['a@b.example'] },
      {},
      'include.workloads',
    ],
    ['its record type is included by number', { record_types: [15] }, {}, null],
    ['its record type is included by name', { record_types: ['azureactivedirectorystslogon'] }, {}, null],
    ['another record type is included', { record_types: [8] }, {}, 'include.record_types'],
    ['its operation is excluded', {}, { operations: ['USERLOGGEDIN'] }, 'exclude.operations'],
    ['another operation is excluded', {}, { operations: ['UserLoginFailed'] }, null],
    ['a pattern excludes its operation', {}, { operations: ['user*in'] }, 'exclude.operations'],
    ['a pattern excludes its user', {}, { users: ['*@b.example'] }, 'exclude.users'],
    ['a pattern includes other users', { users: ['svc-*'] }, {}, 'include.users'],
    [
      'its content type is excluded',
      {},
      { content_types: ['Audit.General'] as const },
      'exclude.content_types',
    ],
    [
      'another content type is included',
      { content_types: ['DLP.All'] as const },
      {},
      'include.content_types',
    ],
  ])('when %s', (_name, include, exclude, rule) => {
    const filter = createRecordFilter({
      include: { ...none, ...include },
      exclude: { ...none, ...exclude },
    });

    expect(filter(record, general)).toBe(rule);
  });

  it.each([
    [null, null],
    ['', null],
    [undefined, null],
    [1, 'exclude.record_types'],
    ['1', 'exclude.record_types'],
    ['ExchangeAdmin', 'exclude.record_types'],
    [{}, null],
  ])('takes %j as a record type for what it is', (RecordType, rule) => {
    const filter = createRecordFilter({
      include: none,
      exclude: { ...none, record_types: [0, 1, 'ExchangeAdmin'] },
    });

    expect(filter({ ...record, RecordType }, general)).toBe(rule);
  });

  it('asks the rules of the tenant besides, and says that they are its own', () => {
    const common = { include: none, exclude: { ...none, users: ['c@b.example'] } };
    const own = { include: { ...none, workloads: ['Exchange'] }, exclude: none };
    const filter = createRecordFilter(common, own);

    expect(filter(record, general)).toBe('tenant.include.workloads');
    expect(filter({ ...record, Workload: 'Exchange' }, general)).toBeNull();
    expect(filter({ ...record, Workload: 'Exchange', UserId: 'C@b.example' }, general)).toBe('exclude.users');
  });

  it('refuses a record type name that nothing has, since it would never match', () => {
    const include = { ...none, record_types: ['AzureActiveDirectorySTSLogin'] };

    expect(() => createRecordFilter({ include, exclude: none })).toThrow('AzureActiveDirectorySTSLogin');
    expect(() => createRecordFilter(nothing, { include, exclude: none })).toThrow(
      'AzureActiveDirectorySTSLogin',
    );
  });

  it('lets pass what is no record, for the mapper to tell what is wrong with it', () => {
    const filter = createRecordFilter({ include: { ...none, workloads: ['Exchange'] }, exclude: none });

    expect([null, 7, 'x', []].map((value) => filter(value, general))).toEqual([null, null, null, null]);
  });
});
