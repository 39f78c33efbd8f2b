import type { TestProject } from 'vitest/node';
import { type ElasticsearchBroker, startElasticsearchBroker } from './elasticsearch.ts';

/**
 * Once per run, before the first test. A run of everything, or of integration or e2e tests, waits for the node here, so that a
 * download does not count as the time of a test; any other run starts it only if a test asks.
 *
 * @returns what vitest calls after the last test
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const broker: ElasticsearchBroker = await startElasticsearchBroker();
  project.provide('elasticsearchBroker', broker.url);
  const filters = process.argv.slice(2).filter((argument) => !argument.startsWith('-') && argument !== 'run');
  if (filters.length === 0 || filters.some((filter) => /integration|e2e/.test(filter))) await broker.start();
  return () => broker.close();
}
