import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../../src/lib/json-object.ts';
import { createRecordMapper } from '../../../src/mapping/record-mapper.ts';
import { lostValues } from '../../support/lost-values.ts';
import { fixtureContext } from '../../support/mapping-fixtures.ts';

const SHARED = new URL('../../../../shared/fixtures/', import.meta.url);
const TENANT = new URL('tenant-2021/records.ndjson', SHARED);
const MODULE = new URL('filebeat-module/', SHARED);
const OWN = new URL('../../fixtures/mapping/', import.meta.url);
const map = createRecordMapper({ geoip: null, userAgent: null });

function lostIn(record: unknown): string[] {
  const mapped = map(record, fixtureContext);
  if (mapped.kind !== 'document') throw new Error(mapped.reason);
  return lostValues(record, JSON.parse(mapped.document.source));
}

function linesOf(file: URL): unknown[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

describe('every value of a record is in its document:', () => {
  it('records of a real tenant', (ctx) => {
    if (!existsSync(TENANT)) return ctx.skip('../shared/fixtures/tenant-2021 is not there');
    const records = linesOf(TENANT);
    expect(records).toHaveLength(3_254);
    expect(records.flatMap(lostIn)).toEqual([]);
  });

  it('records of the Filebeat module', (ctx) => {
    if (!existsSync(MODULE)) return ctx.skip('../shared/fixtures/filebeat-module is not there');
    const files = readdirSync(MODULE).filter((name) => name.endsWith('.log'));
    expect(files.flatMap((name) => linesOf(new URL(name, MODULE))).flatMap(lostIn)).toEqual([]);
  });

  it.each(readdirSync(OWN).map((name) => [name]))('%s', (name) => {
    const pair: unknown = JSON.parse(readFileSync(new URL(name, OWN), 'utf8'));
    expect(lostIn(isJsonObject(pair) ? pair.record : pair)).toEqual([]);
  });
});

describe('the test itself', () => {
  it('sees a value that is missing', () => {
    expect(lostValues({ A: ['x', { B: 'y' }] }, { a: 'x' })).toEqual(['.A.B: y']);
  });
});
