import { buildMapper } from '../src/daemon/build-mapper.ts';
import { parseExactJson } from '../src/lib/exact-json.ts';
import type { RecordMapper } from '../src/model/document.ts';
import { recordsOf, sampleRecords } from './sample-records.ts';
import { cpuMicroseconds, type Figures, median, type ScenarioOptions } from './scenario.ts';

const sampleSize = 4000;
const warmUpRounds = 6;
const rounds = 21;
/** Rounds with lookups that have seen nothing yet; each costs a start. */
const firstRounds = 5;

/** JSON.parse and JSON.stringify of the records: what no mapper can do without. */
function reference(texts: readonly string[]): void {
  for (const text of texts) JSON.stringify(JSON.parse(text));
}

function mapAll(texts: readonly string[], mapper: RecordMapper): void {
  const context = { namespace: 'default', dataset: 'o365.audit', contentCreatedMs: Date.UTC(2026, 7, 1) };
  for (const text of texts) mapper(parseExactJson(text), context);
}

/** Microseconds of CPU that one round takes, the garbage collector's threads included. */
function measure(round: () => void): number {
  const before = cpuMicroseconds();
  round();
  return cpuMicroseconds() - before;
}

async function newMapper(): Promise<RecordMapper> {
  const { mapper } = await buildMapper(
    { enrich: { geoip: { databases: [] }, user_agent: true }, documents: { original_event: false } },
    { geoDatabasesOpened: () => undefined, geoDatabaseKept: () => undefined },
    () => undefined,
  );
  return mapper;
}

/** Parsing, mapping (GeoIP and user agent on) and serialising, in turn with its reference in the same run. */
export async function mapping({ recordsFile }: ScenarioOptions): Promise<Figures> {
  const texts = recordsFile === undefined ? sampleRecords(sampleSize) : recordsOf(recordsFile);
  const running = await newMapper();
  const references: number[] = [];
  const mapped: number[] = [];
  for (let round = 0; round < warmUpRounds + rounds; round += 1) {
    const ofReference = measure(() => reference(texts));
    const ofMapping = measure(() => mapAll(texts, running));
    if (round < warmUpRounds) continue;
    references.push(ofReference);
    mapped.push(ofMapping);
  }
  const first: number[] = [];
  while (first.length < firstRounds) {
    const fresh = await newMapper();
    first.push(measure(() => mapAll(texts, fresh)));
  }
  const perRecord = (values: readonly number[]) => median(values) / texts.length;
  return {
    records: texts.length,
    bytes_per_record: texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / texts.length,
    reference_us_per_record: perRecord(references),
    mapping_us_per_record: perRecord(mapped),
    ratio_to_reference: median(mapped.map((value, index) => value / (references[index] ?? Number.NaN))),
    first_sight_us_per_record: perRecord(first),
    first_sight_ratio: median(first) / median(references),
  };
}
