import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,integration,e2e}/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // The machine-readable result is what .ci/run counts; the skip reporter prints why a test did not run.
    reporters: [
      'default',
      ['json', { outputFile: '.test-results/vitest.json' }],
      './test/support/skip-reporter.ts',
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
