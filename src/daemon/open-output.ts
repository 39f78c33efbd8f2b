import { join } from 'node:path';
import type { FileOutputConfig } from '../config/config.ts';
import { abortableSleep } from '../lib/abortable-sleep.ts';
import type { Output } from '../model/output.ts';
import { openFileOutput } from '../output/file/file-output.ts';
import { outputRetry, passPatienceMs } from './output-patience.ts';
import type { OutputRun } from './run.ts';

/**
 * The configured output, ready to be written to.
 * @throws CodedError at once for a folder that cannot be used; for Elasticsearch only in one pass, after some attempts
 */
export async function openOutput(run: OutputRun): Promise<Output> {
  const { output } = run.config;
  if ('file' in output) return await openFiles(run, output.file);
  // The client takes 40 MB and a fifth of a second at the start: whoever writes files goes without.
  const { openElasticsearch } = await import('./open-elasticsearch.ts');
  return await openElasticsearch(run, output.elasticsearch);
}

/**
 * Where the documents of gaps go: to Elasticsearch beside the records, in a data stream of their own; of files into the
 * folder `gaps` below those of the records, so that whoever reads these finds records only.
 * @param output what `openOutput` gave
 */
export async function openGapOutput(run: OutputRun, output: Output): Promise<Output> {
  const { output: config } = run.config;
  return 'file' in config ? await openFiles(run, config.file, join(config.file.path, 'gaps')) : output;
}

async function openFiles(run: OutputRun, config: FileOutputConfig, path = config.path): Promise<Output> {
  return await openFileOutput({
    path,
    maxFileBytes: config.max_file_size,
    retry: outputRetry,
    retryForMs: run.once ? passPatienceMs : Number.POSITIVE_INFINITY,
    clock: run.clock,
    sleep: abortableSleep,
    events: run.telemetry.output,
  });
}
