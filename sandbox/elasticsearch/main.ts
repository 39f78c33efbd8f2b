import { parseArgs } from 'node:util';
import { errorMessage } from '../../src/lib/error-message.ts';
import { obtainElasticsearch } from './obtain-elasticsearch.ts';
import type { ObtainOptions, RunningElasticsearch } from './obtained-node.ts';
import { onOwnerGone } from './owner-gone.ts';

const HELP = `Gives you a real Elasticsearch, and prints one JSON line with its address when it is ready.

  npm run sandbox:elasticsearch -- [options]

  --port PORT      port of a node from Maven Central (default: a free one)
  --security       with user name and password, which are in the JSON line
  --version V      version to start (default: 9.2.0)
  --keep           go on when the program that started it is gone
  --help           this text

In this order: the node that ELASTICSEARCH_URL names (with ELASTICSEARCH_API_KEY, or ELASTICSEARCH_USERNAME
and ELASTICSEARCH_PASSWORD, and ELASTICSEARCH_CA_FILE); a container, where a Docker engine answers; a reduced
node from Maven Central, where there is mvn and a Java of version 21 or later. A node that was started here is
empty, and is removed with its data at the end: at SIGINT, at SIGTERM, or when its starter is gone. Where none can
be had, the line is {"unavailable": [reasons]} and the exit code 1.
`;

interface Arguments {
  readonly keep: boolean;
  readonly options: Pick<ObtainOptions, 'port' | 'security' | 'version'>;
}

/** @throws TypeError when an argument is unknown or wrong */
function readArguments(args: readonly string[]): Arguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h' },
      port: { type: 'string' },
      security: { type: 'boolean', default: false },
      version: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  });
  if (values.help === true) return 'help';
  const { keep, security, version, port = '0' } = values;
  const number = Number(port);
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new TypeError(`--port: ${port} is no port`);
  return { keep, options: { security, port: number, ...(version === undefined ? {} : { version }) } };
}

/** What a reader of the line needs, and nothing that only code can use. */
function lineFor({ kind, stop, ...node }: RunningElasticsearch): string {
  return `${JSON.stringify(node)}\n`;
}

async function run({ keep, options }: Arguments): Promise<number> {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  if (!keep) onOwnerGone(stop);
  const { signal } = stopping;
  const progress = (text: string): void => void process.stderr.write(`${text}\n`);
  const node = await obtainElasticsearch({ ...options, environment: process.env, signal, progress });
  if (node.kind === 'unavailable') {
    process.stdout.write(`${JSON.stringify({ unavailable: node.reasons })}\n`);
    return 1;
  }
  process.stdout.write(lineFor(node));
  await holdUntil(signal);
  await node.stop();
  return 0;
}

function holdUntil(signal: AbortSignal): Promise<void> {
  // Nothing else keeps the process alive while a node of somebody else's is used.
  const hold = setInterval(() => undefined, 2 ** 30);
  return new Promise((resolve) => {
    const end = (): void => {
      clearInterval(hold);
      resolve();
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

async function main(): Promise<number> {
  try {
    const args = readArguments(process.argv.slice(2));
    if (args !== 'help') return await run(args);
    process.stdout.write(HELP);
    return 0;
  } catch (error) {
    process.stderr.write(`${errorMessage(error)}\n`);
    return error instanceof TypeError ? 2 : 1;
  }
}

process.exitCode = await main();
