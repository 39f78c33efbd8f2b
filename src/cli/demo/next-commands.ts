import type { DemoOutput } from './demo-config.ts';

type NextCommand = readonly [command: string, shows: string];

/** Commands to try after the demo, each with what it shows. */
export function nextCommands(
  configPath: string,
  output: DemoOutput,
  keepRunning: boolean,
): readonly NextCommand[] {
  return [
    ...lookAtDocuments(output, keepRunning),
    [`npm run --silent cli -- status --config ${configPath}`, 'the ledger: listed, delivered, pending, lost'],
    ['npm run demo -- --records FILE', 'the same with audit records of your own, one JSON object a line'],
    [
      'cp config.example.yaml config.yaml && npm run --silent cli -- check',
      'a tenant of your own: what is still missing',
    ],
    ['npm start', 'the daemon'],
  ];
}

function lookAtDocuments(output: DemoOutput, keepRunning: boolean): readonly NextCommand[] {
  if (output.kind === 'file') return [[`ls -l ${output.path}`, 'the documents']];
  const search = `${output.url}/logs-o365.audit-default/_search`;
  if (keepRunning) {
    return [
      [`curl '${search}?q=event.action:UserLoginFailed&size=1&pretty'`, 'a failed sign-in'],
      [
        `curl '${search}?q=source.geo.country_iso_code:US&size=0&pretty'`,
        'how many came from the United States',
      ],
    ];
  }
  return [['npm run demo -- --keep-running', 'the same, and Elasticsearch stays up to be searched']];
}
