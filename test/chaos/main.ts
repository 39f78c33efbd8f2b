import { parseArgs } from 'node:util';
import { obtainElasticsearch } from '../../sandbox/elasticsearch/obtain-elasticsearch.ts';
import { walk } from './walk.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    minutes: { type: 'string', default: '5' },
    records: { type: 'string', default: '6000' },
  },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new RangeError(`--minutes ${values.minutes} is not a number above 0`);

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
