import { formatTable } from '../table.ts';

/** How rows are printed: for people, as one JSON array, or as one JSON object a line. */
export interface RowFormat {
  readonly json?: boolean | undefined;
  readonly ndjson?: boolean | undefined;
}

export type Row = Readonly<Record<string, string | number | null>>;

/** Rows with the same members, printed as the options ask for; `columns` names those of the table. */
export function rowsText(rows: readonly Row[], columns: readonly string[], format: RowFormat): string {
  if (format.ndjson) return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  if (format.json) return `${JSON.stringify(rows, null, 2)}\n`;
  if (rows.length === 0) return 'Nothing.\n';
  const cells = rows.map((row) => columns.map((column) => String(row[column] ?? '')));
  return formatTable([columns.map((column) => column.replaceAll('_', ' ')), ...cells]);
}
