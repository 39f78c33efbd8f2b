import { Command } from 'commander';
import { DEFAULT_SETTINGS, type MicrosoftSandboxOptions } from '../options.ts';
import { helpText } from './help-text.ts';
import { collectFederated, collectIdentities } from './identity-options.ts';
import {
  collect,
  collectDomains,
  collectFaults,
  readCloud,
  readContentTypes,
  readNumber,
  readOffset,
  readQuotaStatus,
  readScenario,
  readSignIn,
  readWhole,
} from './option-values.ts';

/** What the command line asks for besides the sandbox's own options. */
export interface RunOptions {
  /** PEM files whose certificates may sign client assertions. */
  readonly certificate: readonly string[] | undefined;
  /** File for the whole report, with every blob. */
  readonly report: string | undefined;
  /** File for a config.yaml of the collector. */
  readonly writeConfig: string | undefined;
  /** Print that config.yaml and do nothing else. */
  readonly printConfig: boolean | undefined;
  /** End when stdin ends, and so with the process that started this one. */
  readonly untilStdinEnds: boolean | undefined;
}

export interface Invocation {
  readonly sandbox: MicrosoftSandboxOptions;
  readonly run: RunOptions;
}

const PORT = 8443;

function addPlaceOptions(program: Command): Command {
  const { host, seed } = DEFAULT_SETTINGS;
  return program
    .option('--port <n>', 'TCP port; 0 takes a free one', readWhole, PORT)
    .option('--host <address>', 'address to listen on', host)
    .option('--name, --names <name>', 'another DNS name for the certificate; repeatable', collect)
    .option('--tls-dir <dir>', 'folder for ca.pem (default: one in the temporary folder, named by the port)')
    .option('--seed <text>', 'same seed, same content, same faults', seed)
    .option('--report <file>', 'write the whole report there at the end, blob by blob')
    .option('--write-config <file>', 'write a config.yaml for m365-audit once the sandbox listens')
    .option('--print-config', 'print that config.yaml to stdout and end')
    .option('--until-stdin-ends', 'end when stdin ends, so as never to outlive the parent process');
}

function addIdentityOptions(program: Command): Command {
  const { clientId, clientSecret, expiredSecret, tokenLifetimeSeconds, cloud, roles, tenants } =
    DEFAULT_SETTINGS;
  return program
    .option('--tenant, --tenants <guid>', `a tenant; repeatable (default: ${tenants.join(', ')})`, collect)
    .option('--client-id <guid>', 'the application', clientId)
    .option('--client-secret <text>', 'its secret', clientSecret)
    .option('--expired-secret <text>', 'a secret that has expired', expiredSecret)
    .option('--certificate <file>', 'PEM certificate that may sign client assertions; repeatable', collect)
    .option('--domain, --domains <name=guid>', 'a domain of a tenant; repeatable', collectDomains)
    .option(
      '--role, --roles <name>',
      `an app role in the tokens; repeatable (default: ${roles.join(', ')})`,
      collect,
    )
    .option('--cloud <name>', 'the cloud whose tokens the API accepts', readCloud, cloud)
    .option('--token-lifetime, --token-lifetime-seconds <s>', 'seconds', readWhole, tokenLifetimeSeconds);
}

function addSignInOptions(program: Command): Command {
  const { deviceCodeLifetimeSeconds, deviceCodeIntervalSeconds, identityHeader } = DEFAULT_SETTINGS;
  return program
    .option('--sign-in <what>', 'what the person does: by-hand, approve or decline', readSignIn)
    .option('--device-code-lifetime-seconds <s>', 'seconds', readNumber, deviceCodeLifetimeSeconds)
    .option('--device-code-interval-seconds <s>', 'between polls', readNumber, deviceCodeIntervalSeconds)
    .option('--redirect-uri, --redirect-uris <url>', 'of the application; repeatable', collect)
    .option('--refresh-token-lifetime-seconds <s>', 'seconds', readNumber)
    .option('--refresh-tokens-once', 'a refresh token serves once')
    .option('--entra-clock-offset-seconds <s>', "how much Entra's clock is ahead", readOffset)
    .option(
      '--federated-credential, --federated-credentials <issuer,subject,file>',
      'outside issuer, with a PEM file of its public key; repeatable',
      collectFederated,
    )
    .option(
      '--managed-identity, --managed-identities <client,object,resource>',
      'ids of a user-assigned identity; repeatable',
      collectIdentities,
    )
    .option('--identity-header <text>', 'of App Service', identityHeader)
    .option('--arc-key-folder <dir>', 'where Azure Arc puts its keys');
}

function addContentOptions(program: Command): Command {
  const { days, records, recordsPerBlob, expirationDays } = DEFAULT_SETTINGS;
  return program
    .option('--content-types <list>', 'only these, separated by commas', readContentTypes)
    .option('--days <n>', 'how far the content reaches back', readNumber, days)
    .option('--records <n>', 'records over all tenants and content types together', readWhole, records)
    .option('--records-per-blob <n>', 'on average', readWhole, recordsPerBlob)
    .option('--blobs-per-hour <n>', 'of each tenant and content type, instead of --records', readNumber)
    .option('--records-file <file>', 'serve these records (NDJSON) instead of generated ones')
    .option('--expiration-days <n>', 'from contentCreated to contentExpiration', readNumber, expirationDays)
    .option('--keep-bodies', 'make all bodies at the start, so that serving them costs nothing')
    .option(
      '--live-interval, --live-interval-seconds <s>',
      'a new blob in every stream so often',
      readNumber,
    );
}

function addServiceOptions(program: Command): Command {
  const { startRuleSeconds, requestsPerMinute, quotaStatus, pageHeader } = DEFAULT_SETTINGS;
  return program
    .option('--subscribed', 'all content types are subscribed from the beginning')
    .option('--start-rule-seconds <s>', 'between two starts of a subscription', readNumber, startRuleSeconds)
    .option(
      '--first-content-delay, --first-content-delay-seconds <s>',
      'listings are empty that long',
      readNumber,
    )
    .option('--lookback-tolerance, --lookback-tolerance-seconds <s>', 'beyond 7 days', readNumber)
    .option(
      '--page-size <n>',
      'blobs in a page of a listing (default: 200, or as the scenario says)',
      readWhole,
    )
    .option('--page-header <name>', 'names the next page: NextPageUri, NextPageUrl, nextpageuri', pageHeader)
    .option('--lower-case-page-query', 'query names in next pages are in lower case')
    .option('--requests-per-minute <n>', 'per tenant, then AF429', readWhole, requestsPerMinute)
    .option('--quota-status <status>', 'HTTP status of AF429: 403 or 429', readQuotaStatus, quotaStatus)
    .option('--retry-after, --retry-after-seconds <s>', 'send Retry-After with AF429', readWhole)
    .option('--latency, --latency-ms <ms>', 'added to every answer', readNumber)
    .option('--gzip', 'compress answers for clients that accept it')
    .option(
      '--cloud-addresses',
      "name the cloud's own host in contentUri and next page, as behind a gateway",
    );
}

/**
 * Reads the command line. Help, version and a wrong option end in commander's own error.
 * @param argv without node and script
 */
export function readCommandLine(argv: readonly string[]): Invocation {
  const program = new Command('sandbox:microsoft')
    .description(
      'A stand-in for Entra ID and the Office 365 Management Activity API, over TLS on this machine.',
    )
    .exitOverride()
    .addHelpText('after', helpText());
  const groups = [
    addPlaceOptions,
    addIdentityOptions,
    addSignInOptions,
    addContentOptions,
    addServiceOptions,
  ];
  for (const add of groups) add(program);
  program
    .option('--scenario <name>', 'a named set of faults, see below', readScenario, 'demo')
    .option('--fault, --faults <fault>', 'one more fault, see below; repeatable', collectFaults);
  program.parse([...argv], { from: 'user' });
  const { report, writeConfig, printConfig, untilStdinEnds, certificate, ...sandbox } = program.opts<
    RunOptions & MicrosoftSandboxOptions
  >();
  return { sandbox, run: { report, writeConfig, printConfig, untilStdinEnds, certificate } };
}
