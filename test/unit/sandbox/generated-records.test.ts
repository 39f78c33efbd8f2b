import { describe, expect, it } from 'vitest';
import { CONTENT_TYPES, type ContentType, contentTypeOf } from '../../../sandbox/microsoft/content-types.ts';
import { isGuid } from '../../../sandbox/microsoft/guid.ts';
import { generatedSupply } from '../../../sandbox/microsoft/records/generated-supply.ts';

const TENANT = '11111111-2222-3333-4444-555555555555';
const CREATED = Date.UTC(2026, 7, 8, 12);
const COUNT = 400;

function records(contentType: ContentType, seed = 'seed'): Record<string, unknown>[] {
  const supply = generatedSupply(seed, { tenantId: TENANT, contentType }, COUNT);
  return Array.from({ length: COUNT }, (_, i) => Object(JSON.parse(supply.json(i, CREATED))));
}

const ALL = CONTENT_TYPES.flatMap((contentType) =>
  records(contentType).map((record) => ({ contentType, record })),
);

function types(contentType: ContentType): number[] {
  const found = ALL.filter((each) => each.contentType === contentType).map(({ record }) =>
    Number(record.RecordType),
  );
  return [...new Set(found)].toSorted((a, b) => a - b);
}

describe('generated records', () => {
  it('have the fields of the common schema and an Id of their own', () => {
    for (const { record } of ALL) {
      expect(record).toMatchObject({
        OrganizationId: TENANT,
        Version: 1,
        CreationTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
      });
      expect(isGuid(String(record.Id))).toBe(true);
      for (const name of ['Operation', 'UserId', 'UserKey', 'Workload'])
        expect(record).toHaveProperty(name, expect.any(String));
      expect(record).toHaveProperty('RecordType', expect.any(Number));
      expect(record).toHaveProperty('UserType', expect.any(Number));
    }
    expect(new Set(ALL.map(({ record }) => record.Id)).size).toBe(ALL.length);
  });

  it('took place before their blob was created', () => {
    for (const { record } of ALL) expect(Date.parse(`${record.CreationTime}Z`)).toBeLessThan(CREATED);
  });

  it('are of every kind that a content type holds, and an unknown one', () => {
    expect(types('Audit.AzureActiveDirectory')).toEqual([8, 15]);
    expect(types('Audit.Exchange')).toEqual([1, 2, 3, 50]);
    expect(types('Audit.SharePoint')).toEqual([4, 6, 14, 36]);
    expect(types('Audit.General')).toEqual([18, 20, 25, 28, 40, 52, 261, 9001, 9002, 9003]);
    expect(types('DLP.All')).toEqual([11, 13, 63]);
  });

  it('are of the content type under which the service would list them', () => {
    for (const { contentType, record } of ALL) expect(contentTypeOf(record)).toBe(contentType);
  });

  it('show every form of an address', () => {
    const addresses = new Set(ALL.map(({ record }) => record.ClientIP));
    const is = (pattern: RegExp): boolean => [...addresses].some((address) => pattern.test(String(address)));
    expect(addresses).toContain(undefined);
    expect(addresses).toContain('');
    expect(addresses).toContain('8.8.8.8');
    expect(addresses).toContain('2001:4860:4860::8888');
    expect(addresses).toContain('ffff:10.11.0.229');
    expect(is(/^\d+\.\d+\.\d+\.\d+:\d+$/)).toBe(true);
    expect(is(/^\[[0-9a-f:]+\]:\d+$/)).toBe(true);
  });

  it('hold JSON in a string where the service does', () => {
    const alert = ALL.find(({ record }) => record.RecordType === 40)?.record;
    expect(JSON.parse(String(alert?.Data))).toHaveProperty('etype');
  });

  it('are the same for the same seed', () => {
    expect(records('DLP.All')).toEqual(records('DLP.All'));
    expect(records('DLP.All', 'other')[0]?.Id).not.toBe(records('DLP.All')[0]?.Id);
  });

  it('know their Id without being made', () => {
    const supply = generatedSupply('seed', { tenantId: TENANT, contentType: 'DLP.All' }, 1);
    expect(JSON.parse(supply.json(5, CREATED))).toHaveProperty('Id', supply.id(5));
  });
});
