import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../../src/lib/json-object.ts';
import { createUserAgentLookup } from '../../../src/mapping/enrich/user-agent.ts';
import { createRecordMapper } from '../../../src/mapping/record-mapper.ts';
import { undeclaredPaths } from '../../support/declared-fields.ts';
import { fixtureContext, fixtureGeoip } from '../../support/mapping-fixtures.ts';
import { declaredLeaves, producedLeaves } from '../../support/produced-fields.ts';

const FOLDER = new URL('../../fixtures/mapping/', import.meta.url);
const map = createRecordMapper({ geoip: fixtureGeoip, userAgent: createUserAgentLookup() });

function readPair(name: string): { record: unknown; document: unknown } {
  const pair: unknown = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
  if (!isJsonObject(pair)) throw new TypeError(`${name} is no pair`);
  return { record: pair.record, document: pair.document };
}

describe('a record of our own becomes the document beside it:', () => {
  it.each(readdirSync(FOLDER).map((name) => [name.replace('.json', '').replaceAll('-', ' '), name]))(
    '%s',
    (_, name) => {
      const { record, document } = readPair(name);
      const mapped = map(record, fixtureContext);
      expect(mapped.kind === 'document' ? JSON.parse(mapped.document.source) : mapped).toEqual(document);
    },
  );
});

/** Fields that no mapper writes. */
const SET_ELSEWHERE = new Set([
  'event.ingested', // by the ingest pipeline
  'event.original', // only when configured; see record-mapper.test.ts
]);

describe('the declared fields', () => {
  const documents = readdirSync(FOLDER).map((name) => readPair(name).document);

  it('are each produced by at least one of these records', () => {
    const produced = new Set(documents.flatMap(producedLeaves));
    const missing = declaredLeaves().filter((path) => !produced.has(path) && !SET_ELSEWHERE.has(path));
    expect(missing).toEqual([]);
  });

  it('are all that a mapper writes outside of o365.audit', () => {
    expect(documents.flatMap(undeclaredPaths)).toEqual([]);
  });
});
