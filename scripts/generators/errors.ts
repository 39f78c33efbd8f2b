import { discoverErrorTables, type ErrorTable } from './error-tables.ts';
import type { Generator } from './generator.ts';
import { generatedNotice } from './markdown.ts';

const INTRO = `# Errors

Every error that an operator can meet has a code that never changes its meaning. The daemon logs it as \`error.code\`,
commands print it in front of the message. For each code: what it means, and what to do.`;

/** docs/errors.md: every row of every error table in src/. */
export const errorsPage: Generator = {
  file: 'docs/errors.md',
  async generate() {
    const tables = await discoverErrorTables();
    return `${[generatedNotice, INTRO, ...tables.map(section)].join('\n\n')}\n`;
  },
};

function section({ folder, rows }: ErrorTable): string {
  const entries = rows.map(
    ({ code, meaning, remedy }) => `### ${code}\n\n${sentence(meaning)}\n\n${sentence(remedy)}`,
  );
  return [`## ${folder}`, ...entries].join('\n\n');
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?:]$/.test(capital) ? capital : `${capital}.`;
}
