import { aadstsCodes } from '../../src/auth/aadsts-codes.ts';
import { authErrors } from '../../src/auth/errors.ts';
import { type Verdict, verdictText } from '../../src/cli/check/verdict.ts';
import { cliErrors } from '../../src/cli/errors.ts';
import { daemonErrors } from '../../src/daemon/errors.ts';
import type { ErrorRow } from '../../src/lib/coded-error.ts';
import { elasticsearchErrors } from '../../src/output/elasticsearch/errors.ts';
import { afCodes } from '../../src/source/management-api/af-codes.ts';
import { sourceErrors } from '../../src/source/management-api/errors.ts';
import type { Generator } from './generator.ts';
import { generatedNotice, markdownTable } from './markdown.ts';

const columns = ['printed', 'means', 'what to do'];

/** docs/troubleshooting.md: from what is printed to what to do, out of the tables that print it. */
export const troubleshootingPage: Generator = {
  file: 'docs/troubleshooting.md',
  generate: () => `${generatedNotice}

# Troubleshooting

Run \`m365-audit check\` first. It looks at the configuration, the checkpoint, the way to each service, the token and its
permissions, each content type, and everything that writing to Elasticsearch needs; it changes nothing. Each problem comes
with its code and what to do. It exits 0 when nothing failed (warnings count as passed), 1 when something failed, 2 for a
configuration that cannot be used. \`--json\` prints the same for programs, \`--offline\` validates the file only. \`run\`
logs what it can see at its start and goes on where it can.

What a working installation prints:

${example(working)}

The first hours of a new tenant: nothing is wrong, content takes up to 12 hours.

${example(fresh)}

Behind a proxy that opens TLS:

${example(intercepted)}

A permission is missing; the other content types are collected all the same:

${example(withoutDlp)}

## Nothing arrives

${symptoms([cliErrors.noContentYet, cliErrors.noContentNow, sourceErrors.auditingDisabled, cliErrors.subscriptionDisabled, cliErrors.subscriptionGone, daemonErrors.readPermissionMissing, daemonErrors.dlpPermissionMissing, sourceErrors.permissionMissing, authErrors.otherCloud])}

## The way to the services

${symptoms([cliErrors.tlsIntercepted, cliErrors.tlsUntrusted, cliErrors.tlsCertificate, daemonErrors.tlsUnverified, authErrors.proxy, sourceErrors.proxy, elasticsearchErrors.proxy, authErrors.unreachable, sourceErrors.unreachable, elasticsearchErrors.unreachable, authErrors.answerUnreadable, sourceErrors.answerUnreadable, elasticsearchErrors.notElasticsearch, cliErrors.clockOff])}

## Codes of Entra (AADSTS)

${codes(Object.entries(aadstsCodes).map(([number, { row }]) => [`AADSTS${number}`, row]))}

## Codes of the Management Activity API (AF)

${codes(Object.entries(afCodes).map(([code, { row }]) => [code, row]))}

## Elasticsearch

${symptoms(Object.values(elasticsearchErrors))}

## This machine

${symptoms([daemonErrors.spaceLow, cliErrors.folderUnwritable, daemonErrors.cannotListen])}

[errors.md](errors.md) has every code, [network.md](network.md) proxies and TLS, [least-privilege.md](least-privilege.md) the
permissions. For a report, \`m365-audit support-bundle --log FILE\` puts together what helps, without secrets:
configuration, status, verdicts and the last lines of the log (\`--log -\` reads them from a pipe).
`,
};

function symptoms(rows: readonly ErrorRow[]): string {
  return codes(rows.map((row) => [row.code, row]));
}

function codes(rows: readonly (readonly [printed: string, row: ErrorRow])[]): string {
  const byText = Map.groupBy(rows, ([, { meaning, remedy }]) => `${meaning}\n${remedy}`);
  const cells = [...byText.values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const [, { meaning, remedy }] = first;
    return [[alike.map(([printed]) => `\`${printed}\``).join(' '), meaning, remedy]];
  });
  return markdownTable(columns, cells);
}

function example(verdicts: readonly Verdict[]): string {
  return `\`\`\`text\n${verdictText(verdicts)}\`\`\``;
}

const fine = (subject: string, check: string, message: string): Verdict => ({
  subject,
  check,
  status: 'ok',
  message,
});

function wrong(
  status: 'warning' | 'failed',
  [subject, check]: readonly [string, string],
  { code, meaning, remedy }: ErrorRow,
  detail?: string,
): Verdict {
  return {
    subject,
    check,
    status,
    message: detail === undefined ? meaning : `${meaning}: ${detail}`,
    code,
    remedy,
  };
}

const common = [
  fine('configuration', 'file', 'valid'),
  fine('contoso', 'token', 'obtained'),
  fine('contoso', 'ActivityFeed.Read', 'granted'),
];

const working = [
  ...common,
  fine('contoso', 'clock', 'agrees with the clock of the API'),
  fine(
    'contoso',
    'Audit.Exchange',
    'subscribed; 96 blobs in the last 24 hours, the newest of 2026-08-01T11:52Z',
  ),
  fine('output', 'connection', 'Elasticsearch answers: https://es.example.com:9200'),
  fine('output', 'privileges', 'sufficient'),
];

const fresh = [
  ...common,
  fine('contoso', 'Audit.Exchange', 'subscribed 3 hours ago; wait up to 12 hours for its first content'),
];

const intercepted = [
  fine(
    'network',
    'way to login',
    'https://login.microsoftonline.com through the proxy http://proxy.example.com:3128',
  ),
  wrong(
    'failed',
    ['network', 'TLS to login'],
    { ...cliErrors.tlsIntercepted, meaning: 'TLS is intercepted by CN=Example Corp TLS Inspection' },
    'https://login.microsoftonline.com shows the certificate CN=stamp2.login.microsoftonline.com, issued by CN=Example Corp TLS Inspection (SELF_SIGNED_CERT_IN_CHAIN)',
  ),
];

const withoutDlp = [
  ...common,
  wrong('warning', ['contoso', 'ActivityFeed.ReadDlp'], daemonErrors.dlpPermissionMissing),
  wrong('warning', ['contoso', 'DLP.All'], sourceErrors.permissionMissing, 'HTTP 401 AF10001'),
  fine(
    'contoso',
    'Audit.Exchange',
    'subscribed; 96 blobs in the last 24 hours, the newest of 2026-08-01T11:52Z',
  ),
];
