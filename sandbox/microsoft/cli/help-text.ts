import { FAULTS, faultRow, isFaultName } from '../faults/fault-table.ts';
import { isScenarioName, SCENARIOS, scenario } from '../faults/scenarios.ts';

/** A name and the space behind it. */
const nameWidth = Math.max(...Object.keys({ ...SCENARIOS, ...FAULTS }).map((name) => name.length)) + 2;

function scenarioLines(): string[] {
  return Object.keys(SCENARIOS)
    .filter(isScenarioName)
    .map((name) => {
      const { about, loses } = scenario(name);
      return `  ${name.padEnd(nameWidth)}${about}${loses ? ' (loses content for good)' : ''}`;
    });
}

function faultLines(): string[] {
  return Object.keys(FAULTS)
    .filter(isFaultName)
    .map((name) => {
      const { does, times, value } = faultRow(name);
      const defaults = [`times ${times}`, ...(value === undefined ? [] : [`value ${value}`])].join(', ');
      return `  ${name.padEnd(nameWidth)}${does} [${defaults}]`;
    });
}

/** What --help says below the options. */
export function helpText(): string {
  return [
    '',
    'Once it listens, one line of JSON on stdout says where, for which tenants, with which credentials, and which',
    'certificate authority to trust. SIGTERM or SIGINT ends it; one more line of JSON is then its report: what was',
    'listed and fetched and what was not, and what the client must not have done.',
    '',
    'Scenarios (--scenario NAME):',
    ...scenarioLines(),
    '',
    'Faults (--fault NAME[=RATE][,times=N|all][,first=N][,target=TEXT][,value=V]):',
    '  RATE is the share of objects that are struck, 0 to 1 (default 1); times, how often each; first, how many at',
    '  most; target, only those whose contentId or stream contains TEXT. The same seed strikes the same objects.',
    ...faultLines(),
    '',
    'Examples:',
    '  npm run sandbox:microsoft -- --port 8443 --write-config config.yaml',
    '  npm run sandbox:microsoft -- --port 0 --scenario server-faults --fault blob-cut=0.2,times=3',
    '  npm run sandbox:microsoft -- --records-file records.ndjson --page-size 2 --report report.json',
    '',
  ].join('\n');
}
