import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { parseDuration } from '../config/duration.ts';
import { version } from '../lib/version.ts';
import { check } from './check.ts';
import { consentUrl } from './consent-url.ts';
import type { CliContext, ExitCode } from './context.ts';
import { demo } from './demo/demo.ts';
import { exitCodeOf } from './exit-code.ts';
import { login } from './login.ts';
import { logout } from './logout.ts';
import { errorText } from './print-error.ts';
import { replay } from './replay.ts';
import { run } from './run.ts';
import { setup } from './setup.ts';
import { status } from './status.ts';
import { subscriptions } from './subscriptions.ts';

/**
 * Runs one command.
 * @param args the words after the program's name
 * @returns 0 done, 1 the work failed, 2 usage or configuration
 */
export async function runCli(args: readonly string[], context: CliContext): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = createProgram(context, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has printed its message, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    context.err(errorText(error));
    return exitCodeOf(error);
  }
}

function createProgram(context: CliContext, finish: (code: ExitCode) => void): Command {
  const program = new Command('m365-audit')
    .description('Collects the audit trail of Microsoft 365 tenants into Elasticsearch, without silent loss.')
    .version(version())
    .exitOverride()
    .configureOutput({ writeOut: context.out, writeErr: context.err })
    .showHelpAfterError('(--help tells the commands and options)')
    .helpCommand(false);
  const configOption = [
    '--config <file>',
    'the configuration (default: $M365_AUDIT_CONFIG, then config.yaml)',
  ] as const;

  const tenantOption = ['--tenant <tenant>', 'id or name of a tenant (default: all)'] as const;
  const contentTypeOption = [
    '--content-type <types...>',
    'content types, in any case (default: those of the configuration)',
  ] as const;
  const jsonOption = ['--json', 'print one JSON document'] as const;
  const ndjsonOption = ['--ndjson', 'print one JSON object a line'] as const;

  program
    .command('run')
    .description('collect until stopped')
    .option(...configOption)
    .option('--once', 'make one complete pass over the lookback, then exit: 0 if all was delivered, 1 if not')
    .action(async (options) => finish(await run(options, context)));
  program
    .command('check')
    .description('validate the configuration, then try token, roles, subscriptions and Elasticsearch')
    .option(...configOption)
    .option('--offline', 'only validate the file')
    .option('--json', 'print the verdicts as JSON')
    .action(async (options) => finish(await check(options, context)));
  program
    .command('setup')
    .description('install index templates and ingest pipelines; can be repeated')
    .option(...configOption)
    .option('--dry-run', 'only tell what would be installed')
    .action(async (options) => finish(await setup(options, context)));
  program
    .command('status')
    .description('tell what was listed, delivered, lost and rejected; also while the daemon runs')
    .option(...configOption)
    .option('--json', 'print it as JSON')
    .option('--completeness', 'account for each blob and record by hour; exits 1 if a sum does not hold')
    .option('--since <duration>', 'how far back --completeness looks, at most 90d (default: 7d)', sinceMs)
    .option('--drift', 'tell which record types, workloads and fields the mapping does not know yet')
    .action((options) => finish(status(options, context)));
  const byHand = program
    .command('subscriptions')
    .description('the subscriptions of the Management Activity API, by hand');
  for (const [action, about] of [
    ['list', 'tell how each content type is subscribed'],
    ['start', 'start subscriptions; the API takes one start in 15 minutes'],
    ['stop', 'stop subscriptions; content that appears until the next start is lost'],
  ] as const) {
    byHand
      .command(action)
      .description(about)
      .option(...configOption)
      .option(...tenantOption)
      .option(...contentTypeOption)
      .option(...jsonOption)
      .option(...ndjsonOption)
      .action(async (options) => finish(await subscriptions(action, options, context)));
  }
  program
    .command('replay')
    .description('send dead letters through the mapping and to the output again')
    .option(...configOption)
    .option('--dry-run', 'only tell what would become of them')
    .option('--reason <kind>', 'only those of one kind of refusal, such as document_parsing_exception')
    .option('--json', 'print the outcome as JSON')
    .action(async (options) => finish(await replay(options, context)));
  addCredentialCommands(program, context, finish, configOption);
  program
    .command('demo')
    .description('run everything on this machine: a sandbox of Microsoft 365, Elasticsearch, and the daemon')
    .option(
      '--records <file>',
      'collect these audit records (one JSON object a line) instead of made-up ones',
    )
    .option('--keep-running', 'leave everything running until stopped')
    .action(async (options) => finish(await demo(options, context)));
  return program;
}

/** Hours are remembered for 90 days. */
function sinceMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms > 90 * 24 * 3_600_000) {
    throw new InvalidArgumentError('It takes a duration of at most 90d, such as 24h or 7d.');
  }
  return ms;
}

function addCredentialCommands(
  program: Command,
  context: CliContext,
  finish: (code: ExitCode) => void,
  configOption: readonly [string, string],
): void {
  const tenantOption = ['--tenant <id>', 'only this tenant, by its id or name'] as const;
  program
    .command('login')
    .description('sign in as a person, for auth.method device_code and authorization_code')
    .option(...configOption)
    .option(...tenantOption)
    .action(async (options) => finish(await login(options, context)));
  program
    .command('logout')
    .description('forget the stored sign-in')
    .option(...configOption)
    .option(...tenantOption)
    .action(async (options) => finish(await logout(options, context)));
  program
    .command('consent-url')
    .description('print the address at which an administrator consents to the app')
    .option(...configOption)
    .option(...tenantOption)
    .option('--redirect-uri <url>', 'where the browser goes afterwards; must be registered with the app')
    .option('--state <text>', 'comes back with the redirect (default: a random one)')
    .action((options) => finish(consentUrl(options, context)));
}
