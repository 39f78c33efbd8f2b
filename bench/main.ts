import { appendFileSync, rmSync } from 'node:fs';
import { arch, availableParallelism, platform } from 'node:os';
import { parseArgs } from 'node:util';
import { errorMessage } from '../src/lib/error-message.ts';
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

const names = Object.keys(scenarios);
const help = `Measures the daemon against the sandbox, and its references in the same run. bench/README.md explains the scenarios.

  npm run bench -- [options]

  --scenario NAME  one of ${names.join(', ')} (default: all of them)
  --records FILE   NDJSON file of audit records to measure with (default: made-up ones)
  --output FILE    where one JSON object a scenario is written, with machine and time (default: bench-results.ndjson)
  --json           prints these instead of tables
  --help           this text
`;

/** Ends with 2 for what cannot be used, as the program does. */
function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        scenario: { type: 'string' },
        records: { type: 'string' },
        output: { type: 'string', default: 'bench-results.ndjson' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const { scenario } = values;
    if (scenario !== undefined && !names.includes(scenario)) {
      throw new RangeError(`no scenario ${scenario}; there are ${names.join(', ')}`);
    }
    return values;
  } catch (error) {
    process.stderr.write(`${errorMessage(error)}\n`);
    process.exit(2);
  }
}

const options = readOptions();
if (options.help) {
  process.stdout.write(help);
  process.exit(0);
}
const machine = {
  processors: availableParallelism(),
  node: process.version,
  platform: `${platform()} ${arch()}`,
};
rmSync(options.output, { force: true });
for (const [name, scenario] of Object.entries(scenarios)) {
  if (name !== (options.scenario ?? name)) continue;
  const figures = await scenario({ recordsFile: options.records });
  const at = new Date().toISOString();
  const line = `${JSON.stringify({ scenario: name, at, ...machine, figures })}\n`;
  appendFileSync(options.output, line);
  process.stdout.write(options.json ? line : resultTable(name, figures));
}
