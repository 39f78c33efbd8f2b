const SEVERITIES: ReadonlyMap<string, number> = new Map([
  ['informational', 1],
  ['low', 2],
  ['medium', 3],
  ['high', 4],
]);

/** event.severity of a severity name in any case (`Informational` on the wire, `informational` in documentation). */
export function severityOf(name: string | undefined): number | undefined {
  return name === undefined ? undefined : SEVERITIES.get(name.trim().toLowerCase());
}
