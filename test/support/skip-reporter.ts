import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Prints, after everything else, each test that did not run and why: `SKIPPED name: reason`. */
export class SkipReporter implements Reporter {
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void = (line) => void process.stdout.write(`${line}\n`)) {
    this.#print = print;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      for (const test of module.children.allTests('skipped')) this.#print(lineFor(test));
    }
  }
}

function lineFor(test: TestCase): string {
  const result = test.result();
  const note = result.state === 'skipped' ? result.note : undefined;
  const reason = note ?? `marked as ${test.options.mode}, without a reason`;
  return `SKIPPED ${test.fullName}: ${reason.replaceAll(/\s+/g, ' ')}`;
}
