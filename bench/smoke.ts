import { readFileSync } from 'node:fs';
import { isJsonObject } from '../src/lib/json-object.ts';
import { bulkRatio } from './bulk-ratio.ts';
import { mapping } from './mapping.ts';
import { pathOf } from './measured-run.ts';

// What CI runs: fails when mapping or bulk takes half as much again, compared with its reference in the same run. A ratio,
// never a time: the machine may be slow and shared, but both are measured on it. The best round counts.

const rounds = 3;
const tolerance = 1.5;
const ratios: Readonly<Record<string, () => Promise<number>>> = {
  mapping: async () => (await mapping({ recordsFile: undefined })).ratio_to_reference ?? Number.NaN,
  bulk: bulkRatio,
};

const usual: unknown = JSON.parse(readFileSync(pathOf('bench/thresholds.json'), 'utf8'));
for (const [name, ratio] of Object.entries(ratios)) {
  const limit = tolerance * Number(isJsonObject(usual) ? usual[name] : undefined);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds && !(best <= limit); round += 1) {
    best = Math.min(best, await ratio());
  }
  const ok = best <= limit;
  process.stdout.write(
    `bench:smoke ${name}: ${best.toFixed(1)} times its reference, at most ${limit.toFixed(1)}: ${ok ? 'ok' : 'WORSE'}\n`,
  );
  if (!ok) process.exitCode = 1;
}
