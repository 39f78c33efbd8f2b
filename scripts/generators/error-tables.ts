import { glob } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ErrorRow } from '../../src/lib/coded-error.ts';
import { repositoryRoot } from './repository-root.ts';

/** The errors that one folder of src/ raises. */
export interface ErrorTable {
  /** Path below src/. */
  readonly folder: string;
  /** In the order of the table. */
  readonly rows: readonly ErrorRow[];
}

/** Finds the error tables: what the files src/**\/errors.ts export. */
export async function discoverErrorTables(): Promise<readonly ErrorTable[]> {
  const source = join(repositoryRoot, 'src');
  const files: string[] = [];
  for await (const file of glob('**/errors.ts', { cwd: source })) files.push(file);
  const tables: ErrorTable[] = [];
  for (const file of files.sort()) {
    const module: unknown = await import(pathToFileURL(join(source, file)).href);
    const rows = entriesOf(module).flatMap(([, table]) => tableRows(table));
    if (rows.length > 0) tables.push({ folder: dirname(file), rows });
  }
  return tables;
}

/** The rows of a table; nothing for any other export. */
function tableRows(table: unknown): readonly ErrorRow[] {
  const values = entriesOf(table).map(([, value]) => value);
  return values.length > 0 && values.every(isErrorRow) ? values : [];
}

function isErrorRow(value: unknown): value is ErrorRow {
  const row = Object.fromEntries(entriesOf(value));
  return [row.code, row.meaning, row.remedy].every((text) => typeof text === 'string');
}

function entriesOf(value: unknown): readonly [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
