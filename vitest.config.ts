import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SkipReporter } from './test/support/skip-reporter.ts';

/** One more than there are processors: a good part of what runs here waits for a process, for Elasticsearch or for a moment. */
const maxWorkers = Math.min(4, availableParallelism() + 1);

/** Files of one kind. The kinds run in the order of their names, so that many small files come last and fill the gaps. */
const kind = (name: string, isolate: boolean) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    isolate,
    maxWorkers,
    // No test is about its own time: a busy machine may take ten times as long as a quiet one.
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
});

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    // The JSON result is what CI counts from.
    reporters: ['default', ['json', { outputFile: '.test-results/vitest.json' }], new SkipReporter()],
    // The same order of files in each run, whatever failed or took long before.
    cache: false,
    maxWorkers,
    // Unit tests share no state, and most of them end sooner than a process starts.
    projects: [kind('e2e', true), kind('integration', true), kind('unit', false)],
  },
});
