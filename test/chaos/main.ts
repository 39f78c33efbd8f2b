import { parseArgs } from 'node:util';
import { obtainElasticsearch } from '../../sandbox/elasticsearch/obtain-elasticsearch.ts';
import { errorMessage } from '../../src/lib/error-message.ts';
import { walk } from './walk.ts';

const help = `Walks at random through faults, kills, restarts and replays, then compares record by record and sum by sum.

  npm run test:chaos -- [options]

  --seed N      walks the same way as before (default: a random one, which is printed)
  --minutes M   how long (default: 5)
  --records N   how many records there are at the start (default: 6000)
  --help        this text

Exit codes: 0 nothing was lost or repeated, 1 something was, 2 no Elasticsearch or wrong options.
`;

/** Ends with 2 for what cannot be used, as the program does. */
function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
        minutes: { type: 'string', default: '5' },
        records: { type: 'string', default: '6000' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const wrong = [values.minutes, values.records].find((text) => !(Number(text) > 0));
    if (wrong !== undefined) throw new RangeError(`${wrong} is not a number above 0`);
    return values;
  } catch (error) {
    process.stderr.write(`${errorMessage(error)}\n`);
    process.exit(2);
  }
}

const values = readOptions();
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}
const minutes = Number(values.minutes);
const tell = (text: string): void => void process.stdout.write(`${text}\n`);
const repeat = `npm run test:chaos -- --seed ${values.seed} --minutes ${values.minutes}`;
tell(`seed ${values.seed}, ${minutes} minutes`);

const { signal } = new AbortController();
const node = await obtainElasticsearch({ environment: process.env, signal, progress: tell });
if (node.kind === 'unavailable') {
  tell(`no Elasticsearch: ${node.reasons.join('; ')}`);
  process.exitCode = 2;
} else {
  try {
    const result = await walk({
      seed: values.seed,
      node,
      namespace: `chaos${process.pid}`,
      records: Number(values.records),
      goOn: (_, elapsedMs) => elapsedMs < minutes * 60_000,
      tell,
    });
    const { account, violations } = result;
    tell(`${result.steps} steps, ${account.published} records published, ${account.indexed} documents`);
    tell(
      `missing ${account.missing.length}, repeated ${account.repeated.length}, unknown ${account.unknown.length}`,
    );
    for (const violation of violations) tell(`a rule of the API was broken: ${violation}`);
    for (const problem of result.problems) tell(`found on the way: ${problem}`);
    if (!result.ok) {
      tell(`${result.log}\nFAILED. The same walk again: ${repeat}`);
      process.exitCode = 1;
    }
  } finally {
    await node.stop();
  }
}
