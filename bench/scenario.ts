/** What a scenario measured: figures by name, with their units in the name. */
export type Figures = Readonly<Record<string, number>>;

export interface ScenarioOptions {
  /** NDJSON file of audit records to measure with; made-up ones without. */
  readonly recordsFile: string | undefined;
}

export type Scenario = (options: ScenarioOptions) => Promise<Figures>;

/** User and system time of this process so far, microseconds. */
export function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** The middle of an odd number of measurements. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** JSON.parse and JSON.stringify of records: what no collector can do without. Returns its microseconds of CPU for each record. */
export function referenceRound(texts: readonly string[]): () => number {
  return () => {
    const before = cpuMicroseconds();
    for (const text of texts) JSON.stringify(JSON.parse(text));
    return (cpuMicroseconds() - before) / texts.length;
  };
}
