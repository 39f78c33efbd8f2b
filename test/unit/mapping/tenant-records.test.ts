import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createUserAgentLookup } from '../../../src/mapping/enrich/user-agent.ts';
import { createRecordMapper } from '../../../src/mapping/record-mapper.ts';
import { undeclaredPaths } from '../../support/declared-fields.ts';
import { fixtureContext, fixtureGeoip } from '../../support/mapping-fixtures.ts';

const FILE = new URL('../../../../shared/fixtures/tenant-2021/records.ndjson', import.meta.url);

describe('the records of a real tenant', () => {
  it('all become documents with a sane envelope and declared fields', (ctx) => {
    if (!existsSync(FILE)) return ctx.skip('../shared/fixtures/tenant-2021 is not there');
    const map = createRecordMapper({ geoip: fixtureGeoip, userAgent: createUserAgentLookup() });
    const records = readFileSync(FILE, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const ids = new Set<string>();
    const undeclared = new Set<string>();
    for (const record of records) {
      const mapped = map(record, fixtureContext);
      if (mapped.kind !== 'document') throw new Error(mapped.reason);
      const source = JSON.parse(mapped.document.source);
      ids.add(mapped.document.id);
      for (const path of undeclaredPaths(source)) undeclared.add(path);
      expect(source).toMatchObject({
        '@timestamp': `${record.CreationTime}.000Z`,
        event: {
          id: record.Id,
          action: expect.any(String),
          provider: record.Workload,
          code: expect.any(String),
          outcome: expect.stringMatching(/^(success|failure)$/),
        },
        organization: { id: record.OrganizationId.toLowerCase() },
        user: { id: record.UserId },
      });
      expect(source.error).toBeUndefined();
    }
    expect(ids.size).toBe(records.length);
    expect([...undeclared]).toEqual([]);
  });
});
