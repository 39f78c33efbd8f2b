import type { CommandOption } from './command-options.ts';
import * as options from './command-options.ts';
import type { CliContext, ExitCode } from './context.ts';

/** What a command does with the options that it was given; Commander has read them as the row's options say. */
export type CommandWork = (
  given: Readonly<Record<string, never>>,
  context: CliContext,
) => ExitCode | Promise<ExitCode>;

export interface CommandRow {
  /** One word, or two for a command of a group. */
  readonly name: string;
  readonly about: string;
  readonly options: readonly CommandOption[];
  /** Two options that exclude each other, by their names in code. */
  readonly apart?: readonly [string, string];
  /** Loads the command's own code: no command waits for that of another. */
  readonly load: () => Promise<CommandWork>;
}

/** What the groups of commands are about. */
export const groups: Readonly<Record<string, string>> = {
  subscriptions: 'the subscriptions of the Management Activity API, by hand',
  content: 'the content of the Management Activity API, by hand',
};

const { config, json, ndjson, tenant, contentType, timeout } = options;

/** Every command of the program. */
export const commands: readonly CommandRow[] = [
  {
    name: 'run',
    about: 'collect until stopped',
    options: [
      config,
      ['--once', 'make one complete pass over the lookback, then exit: 0 if all was delivered, 1 if not'],
    ],
    load: async () => (await import('./run.ts')).run,
  },
  {
    name: 'check',
    about: 'validate the configuration, then try token, roles, subscriptions and Elasticsearch',
    options: [config, ['--offline', 'only validate the file'], json],
    load: async () => (await import('./check.ts')).check,
  },
  {
    name: 'setup',
    about: 'install index templates and ingest pipelines; can be repeated',
    options: [
      config,
      ['--dry-run', 'only tell what would be installed'],
      ['--force', 'also overwrite what a newer version of m365-audit installed'],
      ['--roles', 'only print the least roles in Elasticsearch, for writing and for setup, as JSON'],
    ],
    apart: ['dryRun', 'roles'],
    load: async () => (await import('./setup.ts')).setup,
  },
  {
    name: 'status',
    about: 'tell what was listed, delivered, lost and rejected; also while the daemon runs',
    options: [
      config,
      json,
      ['--completeness', 'account for each blob and record by hour; exits 1 if a sum does not hold'],
      options.since,
      ['--drift', 'tell which record types, workloads and fields the mapping does not know yet'],
    ],
    apart: ['completeness', 'drift'],
    load: async () => (await import('./status.ts')).status,
  },
  {
    name: 'replay',
    about: 'send dead letters through the mapping and to the output again',
    options: [
      config,
      ['--dry-run', 'only tell what would become of them'],
      ['--reason <kind>', 'only those of one kind of refusal, such as document_parsing_exception'],
      json,
    ],
    load: async () => (await import('./replay.ts')).replay,
  },
  {
    name: 'subscriptions list',
    about: 'tell how each content type is subscribed',
    ...byHand([]),
    load: () => subscriptions('list'),
  },
  {
    name: 'subscriptions start',
    about: 'start subscriptions; the API takes one start in 15 minutes',
    ...byHand([]),
    load: () => subscriptions('start'),
  },
  {
    name: 'subscriptions stop',
    about: 'stop subscriptions; content that appears until the next start is lost',
    ...byHand([]),
    load: () => subscriptions('stop'),
  },
  {
    name: 'content list',
    about: 'list the blobs of the last 24 hours, or of another range of the last 7 days',
    ...byHand(options.range),
    load: async () => (await import('./content.ts')).contentList,
  },
  {
    name: 'content get',
    about: 'fetch the records of the last 24 hours, or of another range of the last 7 days',
    ...byHand([
      ...options.range,
      ['--record-type <types...>', 'only these record types, by number or name'],
      ['--workload <names...>', 'only these workloads'],
      ['--operation <names...>', 'only these operations; * stands for any text'],
      ['--user <ids...>', 'only these users, by UserId; * stands for any text'],
    ]),
    load: async () => (await import('./content.ts')).contentGet,
  },
  {
    name: 'login',
    about: 'sign in as a person, for auth.method device_code and authorization_code',
    options: [config, tenant],
    load: async () => (await import('./login.ts')).login,
  },
  {
    name: 'logout',
    about: 'forget the stored sign-in',
    options: [config, tenant],
    load: async () => (await import('./logout.ts')).logout,
  },
  {
    name: 'consent-url',
    about: 'print the address at which an administrator consents to the app',
    options: [
      config,
      tenant,
      ['--redirect-uri <url>', 'where the browser goes afterwards; must be registered with the app'],
      ['--state <text>', 'comes back with the redirect (default: a random one)'],
    ],
    load: async () => (await import('./consent-url.ts')).consentUrl,
  },
  {
    name: 'support-bundle',
    about: 'write what helps somebody else to help, without secrets, to one file',
    options: [
      config,
      ['--output <file>', 'where to (default: m365-audit-support-<day>.json; .gz compresses it)'],
      ['--log <file>', "put the last lines of the daemon's log in; - reads them from the standard input"],
      ['--online', 'also ask login, API and Elasticsearch, as check does'],
    ],
    load: async () => (await import('./support-bundle.ts')).supportBundle,
  },
  {
    name: 'demo',
    about: 'run everything on this machine: a sandbox of Microsoft 365, Elasticsearch, and the daemon',
    options: [
      ['--records <file>', 'collect these audit records (one JSON object a line) instead of made-up ones'],
      ['--keep-running', 'leave everything running until stopped'],
    ],
    load: async () => (await import('./demo/demo.ts')).demo,
  },
];

/** The options of the commands that work the API by hand, and those of one of them. */
function byHand(own: readonly CommandOption[]): Pick<CommandRow, 'options' | 'apart'> {
  return { options: [config, tenant, contentType, timeout, json, ndjson, ...own], apart: ['json', 'ndjson'] };
}

async function subscriptions(action: 'list' | 'start' | 'stop'): Promise<CommandWork> {
  const command = await import('./subscriptions.ts');
  return (given, context) => command.subscriptions(action, given, context);
}
