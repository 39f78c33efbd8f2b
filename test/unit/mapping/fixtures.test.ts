import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../../src/lib/json-object.ts';
import { createUserAgentLookup } from '../../../src/mapping/enrich/user-agent.ts';
import { createRecordMapper } from '../../../src/mapping/record-mapper.ts';
import { fixtureContext, fixtureGeoip } from '../../support/mapping-fixtures.ts';

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
