import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ledger } from './ledger.ts';
import { manyTenants } from './many-tenants.ts';
import { mapping } from './mapping.ts';
import { bigBlob, bigBlobGzip, bulk, bulkBuilt, bulkTenth, catchUp, hotType, smallBlobs } from './passes.ts';
import type { Scenario } from './scenario.ts';
import { steadyState } from './steady-state.ts';
import { resultTable } from './table.ts';
import { toElasticsearch } from './to-elasticsearch.ts';

/** Every scenario by name; bench/README.md tells what each one measures. */
const scenarios: Readonly<Record<string, Scenario>> = {
  mapping,
  ledger,
  bulk,
  'bulk-tenth': bulkTenth,
  'bulk-built': bulkBuilt,
  'big-blob': bigBlob,
  'big-blob-gzip': bigBlobGzip,
  'small-blobs': smallBlobs,
  'hot-type': hotType,
  'catch-up': catchUp,
  'steady-state': steadyState,
  'to-elasticsearch': toElasticsearch,
  'many-tenants': manyTenants,
};

const { values } = parseArgs({
  options: {
    scenario: { type: 'string' },
    records: { type: 'string' },
    json: { type: 'boolean' },
    output: { type: 'string' },
  },
});
const names = values.scenario === undefined ? Object.keys(scenarios) : [values.scenario];
for (const name of names) {
  const scenario = scenarios[name];
  if (scenario === undefined) {
    process.stderr.write(`no scenario ${name}; there are ${Object.keys(scenarios).join(', ')}\n`);
    process.exitCode = 2;
    break;
  }
  const result = await scenario({ recordsFile: values.records });
  const line = `${JSON.stringify({ scenario: name, ...result })}\n`;
  if (values.output !== undefined) appendFileSync(values.output, line);
  process.stdout.write(values.json ? line : resultTable(name, result));
}
