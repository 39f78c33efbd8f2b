/**
 * Rows as aligned text: the first row is the header, columns of numbers are flush right. A cell is one line, and tells the
 * terminal nothing: names in records are whatever somebody chose.
 */
export function formatTable(given: readonly (readonly string[])[]): string {
  const rows = given.map((row) => row.map((cell) => cell.replaceAll(/\p{Cc}/gu, ' ')));
  const [header = [], ...body] = rows;
  const widths = header.map((_, column) =>
    rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0),
  );
  const isNumber = header.map((_, column) => body.every((row) => /^[\d,. ]*$/.test(row[column] ?? '')));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return isNumber[column] ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...body.map(line), ''].join('\n');
}
