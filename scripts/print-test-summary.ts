import { readFileSync } from 'node:fs';

// Prints `N passed, N failed, N skipped` from vitest's own JSON result; fails when there is no result or a failure in it.
const resultFile = new URL('../.test-results/vitest.json', import.meta.url);

interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

function count(result: unknown): TestCounts {
  const number = (name: string): number => {
    const value = isObject(result) ? result[name] : undefined;
    if (typeof value !== 'number') throw new Error(`vitest's result has no number ${name}`);
    return value;
  };
  return {
    passed: number('numPassedTests'),
    // A file that cannot be loaded has no test that could fail; it counts as one.
    failed: number('numFailedTests') + brokenFiles(result),
    skipped: number('numPendingTests') + number('numTodoTests'),
  };
}

function brokenFiles(result: unknown): number {
  const files = isObject(result) && Array.isArray(result.testResults) ? result.testResults : [];
  return files.filter(
    (file: unknown) =>
      isObject(file) &&
      file.status === 'failed' &&
      Array.isArray(file.assertionResults) &&
      file.assertionResults.length === 0,
  ).length;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const { passed, failed, skipped } = count(JSON.parse(readFileSync(resultFile, 'utf8')));
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
