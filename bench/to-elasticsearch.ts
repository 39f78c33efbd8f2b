import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getJson } from '../sandbox/elasticsearch/get-json.ts';
import { obtainElasticsearch } from '../sandbox/elasticsearch/obtain-elasticsearch.ts';
import { isJsonObject } from '../src/lib/json-object.ts';
import { startBenchSandbox } from './bench-sandbox.ts';
import { measureRun } from './measured-run.ts';
import { withRecords } from './sample-records.ts';
import type { Figures, ScenarioOptions } from './scenario.ts';

/** A week into a real Elasticsearch: the daemon's CPU beside what the node spends on the same documents. */
export async function toElasticsearch({ recordsFile }: ScenarioOptions): Promise<Figures> {
  const content = withRecords({ records: 80_000, recordsPerBlob: 500 }, recordsFile);
  const { records } = content;
  const { signal } = new AbortController();
  const node = await obtainElasticsearch({ environment: process.env, signal });
  if (node.kind !== 'running') throw new Error('there is no Elasticsearch here');
  const folder = mkdtempSync(join(tmpdir(), 'm365-audit-bench-'));
  try {
    await using _sandbox = await startBenchSandbox(folder, content);
    sendTo(node.url, join(folder, 'config.yaml'));
    const before = await nodeCpuMs(node.url, signal);
    const run = await measureRun('src/from-source.js', folder);
    const nodeUs = ((await nodeCpuMs(node.url, signal)) - before) * 1000;
    const working = run.cpu - run.startCpu;
    return {
      records,
      seconds: run.seconds,
      records_per_second: records / run.seconds,
      cpu_us_per_record: run.cpu / records,
      cpu_us_per_record_without_start: working / records,
      elasticsearch_cpu_us_per_record: nodeUs / records,
      ratio_to_elasticsearch: working / nodeUs,
      peak_rss_mib: run.peakRssMiB,
    };
  } finally {
    rmSync(folder, { recursive: true });
    await node.stop();
  }
}

/** The sandbox writes a configuration for files. */
function sendTo(url: string, config: string): void {
  const text = readFileSync(config, 'utf8');
  const output = `output:\n  elasticsearch:\n    nodes: [${url}]\n`;
  writeFileSync(config, text.replace(/output:\n {2}file:\n {4}path: .*\n/, output));
}

/** CPU of the node's process since its start, milliseconds; it is brought up to date once a second. */
async function nodeCpuMs(url: string, signal: AbortSignal): Promise<number> {
  const answer = await getJson(new URL('/_nodes/stats/process', url), { timeoutMs: 10_000, signal });
  const nodes = isJsonObject(answer.body) ? answer.body.nodes : undefined;
  const [node] = isJsonObject(nodes) ? Object.values(nodes) : [];
  const process = isJsonObject(node) ? node.process : undefined;
  const cpu = isJsonObject(process) ? process.cpu : undefined;
  return Number(isJsonObject(cpu) ? cpu.total_in_millis : undefined);
}
