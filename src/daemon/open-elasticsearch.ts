import type { Client } from '@elastic/elasticsearch';
import type { ElasticsearchConfig } from '../config/config.ts';
import { abortableSleep } from '../lib/abortable-sleep.ts';
import { retryDelayMs } from '../lib/retry-delay.ts';
import { version } from '../lib/version.ts';
import { simplerForm } from '../mapping/safe-form.ts';
import type { Output } from '../model/output.ts';
import { createBulkWriter } from '../output/elasticsearch/bulk-writer.ts';
import { concernAbout } from '../output/elasticsearch/plan-install.ts';
import { findPipeline, setupElasticsearch } from '../output/elasticsearch/setup.ts';
import { GAP_DATASET } from '../output/gap-dataset.ts';
import { buildClient } from './build-client.ts';
import { outputRetry, passPatienceMs } from './output-patience.ts';
import type { OutputRun } from './run.ts';

/** An Elasticsearch that does not answer must not keep a pass from ending. */
const refreshOptions = { requestTimeout: 10_000 };
/** Attempts of one pass at reaching Elasticsearch at the start. */
const passAttempts = 4;

/**
 * Elasticsearch as it is configured, with its templates in place.
 * @throws CodedError only in one pass, after some attempts
 */
export async function openElasticsearch(run: OutputRun, config: ElasticsearchConfig): Promise<Output> {
  const client = buildClient(config, run.networks.elasticsearch);
  try {
    const pipeline = await untilReady(run, () => preparePipeline(run, config, client));
    const writer = createBulkWriter({
      client,
      pipeline,
      maxBytes: config.bulk.max_bytes,
      maxActions: config.bulk.max_actions,
      maxWaitMs: config.bulk.max_wait,
      concurrency: config.bulk.concurrency,
      retry: outputRetry,
      retryForMs: run.once ? passPatienceMs : Number.POSITIVE_INFINITY,
      clock: run.clock,
      sleep: abortableSleep,
      events: run.telemetry.output,
      safeForm: simplerForm,
    });
    return run.once ? refreshedAtTheEnd(writer, client, config.data_stream.dataset) : writer;
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** Whoever runs one pass wants to search its documents when it ends, not at the next refresh interval. */
function refreshedAtTheEnd(writer: Output, client: Client, dataset: string): Output {
  const index = [`logs-${dataset}-*`, `logs-${GAP_DATASET}-*`];
  return {
    write: (documents, signal) => writer.write(documents, signal),
    async close() {
      // A courtesy: it needs a privilege (maintenance) that writing does not, and nothing depends on it.
      await client.indices.refresh({ index }, refreshOptions).catch(() => undefined);
      await writer.close();
    },
  };
}

/** Installs the templates unless that is somebody else's task; returns the pipeline for bulk requests. */
async function preparePipeline(run: OutputRun, config: ElasticsearchConfig, client: Client): Promise<string> {
  const signal = run.stop.stopping;
  const configured = config.pipeline ?? 'none';
  if (!config.setup) return await findPipeline(client, configured, signal);
  const { dataset } = config.data_stream;
  const { installed, leftOut, pipeline } = await setupElasticsearch({
    client,
    dataset,
    pipeline: configured,
    version: version(),
    dryRun: false,
    signal,
  });
  for (const { kind, name, action } of installed) {
    const concern = concernAbout(action);
    if (concern === undefined) continue;
    run.logger.warn({ kind, name, code: concern.code, remedy: concern.remedy }, concern.meaning);
  }
  run.logger.info({ installed, left_out: leftOut, pipeline }, 'templates are in place');
  return pipeline;
}

/** A cluster that is not there yet, or refuses us, is a matter of waiting for the daemon; one pass gives up. */
async function untilReady<T>(run: OutputRun, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      run.stop.stopping.throwIfAborted();
      if (run.once && attempt >= passAttempts) throw error;
      const delayMs = retryDelayMs(attempt, outputRetry);
      // Waiting for a cluster that is not there is what a live daemon does.
      run.health.lastMovedMs = run.clock();
      run.logger.error({ err: error, attempt, delay_ms: delayMs }, 'the output is not ready; trying again');
      await abortableSleep(delayMs, run.stop.stopping);
    }
  }
}
