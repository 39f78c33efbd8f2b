import { Command, CommanderError } from 'commander';
import { version } from '../lib/version.ts';
import { type CommandRow, commands, groups } from './commands.ts';
import type { CliContext, ExitCode } from './context.ts';
import { errorText } from './print-error.ts';

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
    const { exitCodeOf } = await import('./exit-code.ts');
    return exitCodeOf(error);
  }
}

type Finish = (code: ExitCode) => void;

function createProgram(context: CliContext, finish: Finish): Command {
  const program = new Command('m365-audit')
    .description('Collects the audit trail of Microsoft 365 tenants into Elasticsearch, without silent loss.')
    .version(version())
    .exitOverride()
    .configureOutput({ writeOut: context.out, writeErr: context.err })
    .showHelpAfterError('(--help tells the commands and options)')
    .helpCommand(false);
  const found = new Map<string, Command>();
  for (const row of commands) {
    const [first = '', second] = row.name.split(' ');
    const group = second === undefined ? program : groupOf(program, first, found);
    addCommand(group.command(second ?? first), row, context, finish);
  }
  return program;
}

function groupOf(program: Command, name: string, found: Map<string, Command>): Command {
  const known = found.get(name);
  if (known !== undefined) return known;
  const group = program
    .command(name)
    .description(groups[name] ?? '')
    .helpCommand(false);
  found.set(name, group);
  return group;
}

function addCommand(command: Command, row: CommandRow, context: CliContext, finish: Finish): void {
  command.description(row.about);
  for (const [flags, about, read] of row.options) {
    if (read === undefined) command.option(flags, about);
    else command.option(flags, about, read);
  }
  const [one, other] = row.apart ?? [];
  if (other !== undefined) command.options.find((option) => option.attributeName() === one)?.conflicts(other);
  command.action(async (given) => {
    const work = await row.load();
    finish(await work(given, context));
  });
}
