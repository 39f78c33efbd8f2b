import { buildMapper } from '../src/daemon/build-mapper.ts';
import type { RecordMapper } from '../src/model/document.ts';
import { sampleRecords } from './sample-records.ts';
import { cpuMicroseconds, type Figures, median } from './scenario.ts';

const records = 4000;
const warmUpRounds = 5;
const rounds = 15;

/** JSON.parse and JSON.stringify of the records: what no mapper can do without. */
function reference(texts: readonly string[]): void {
  for (const text of texts) JSON.stringify(JSON.parse(text));
}

function mapAll(texts: readonly string[], mapper: RecordMapper): void {
  const context = { namespace: 'default', dataset: 'o365.audit', contentCreatedMs: Date.UTC(2026, 7, 1) };
  for (const text of texts) mapper(JSON.parse(text), context);
}

/** Microseconds of CPU that one round takes. */
function measure(round: () => void): number {
  const before = cpuMicroseconds();
  round();
  return cpuMicroseconds() - before;
}

/** Parsing, mapping (GeoIP and user agent on) and serialising, against its reference in the same run. */
export async function mapping(): Promise<Figures> {
  const texts = sampleRecords(records);
  const { mapper } = await buildMapper(
    { enrich: { geoip: { databases: [] }, user_agent: true }, documents: { original_event: false } },
    { geoDatabasesOpened: () => undefined, geoDatabaseKept: () => undefined },
  );
  const references: number[] = [];
  const mapped: number[] = [];
  for (let round = 0; round < warmUpRounds + rounds; round += 1) {
    const ofReference = measure(() => reference(texts));
    const ofMapping = measure(() => mapAll(texts, mapper));
    if (round < warmUpRounds) continue;
    references.push(ofReference);
    mapped.push(ofMapping);
  }
  return {
    records,
    reference_us_per_record: median(references) / records,
    mapping_us_per_record: median(mapped) / records,
    ratio_to_reference: median(mapped.map((value, index) => value / (references[index] ?? Number.NaN))),
  };
}
