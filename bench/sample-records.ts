import { readFileSync } from 'node:fs';
import { CONTENT_TYPES } from '../sandbox/microsoft/content-types.ts';
import { generatedSupply } from '../sandbox/microsoft/records/generated-supply.ts';
import type { Content } from './bench-sandbox.ts';

const tenantId = '11111111-2222-3333-4444-555555555555';

/** The records of an NDJSON file as JSON texts. */
export function recordsOf(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

/** The same content, of the file's records where there is one. */
export function withRecords(content: Content, recordsFile: string | undefined): Content {
  return recordsFile === undefined
    ? content
    : { ...content, recordsFile, records: recordsOf(recordsFile).length };
}

/** The same records in every run, of all content types in turn, as JSON texts. */
export function sampleRecords(count: number): readonly string[] {
  const createdMs = Date.UTC(2026, 7, 1);
  const supplies = CONTENT_TYPES.map((contentType) =>
    generatedSupply('bench', { tenantId, contentType }, count),
  );
  return Array.from({ length: count }, (_, index) => {
    const supply = supplies[index % supplies.length];
    return supply?.json(index, createdMs) ?? '{}';
  });
}
