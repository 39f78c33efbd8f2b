import { defineConfig } from 'vitest/config';
import { SkipReporter } from './test/support/skip-reporter.ts';

export default defineConfig({
  test: {
    include: ['test/{unit,integration,e2e}/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // The JSON result is what CI counts from.
    reporters: ['default', ['json', { outputFile: '.test-results/vitest.json' }], new SkipReporter()],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
