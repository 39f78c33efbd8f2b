import { expect, it } from 'vitest';
import { runInProcess } from '../../support/command.ts';

it.each([
  [['content', 'get', '--json', '--ndjson'], "option '--json' cannot be used with option '--ndjson'"],
  [['status', '--drift', '--completeness'], "option '--completeness' cannot be used with option '--drift'"],
  [['setup', '--roles', '--dry-run'], "option '--dry-run' cannot be used with option '--roles'"],
  [['chekc'], "unknown command 'chekc'\n(Did you mean check?)"],
  [['check', '--ofline'], "unknown option '--ofline'\n(Did you mean --offline?)"],
  [['subscriptions', 'halt'], "unknown command 'halt'"],
  [['content', 'help'], "unknown command 'help'"],
])('%j is wrong usage: %s', async (args, said) => {
  const { exitCode, stdout, stderr } = await runInProcess(args);

  expect(exitCode).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(said);
});

it('a command of a group tells its own options', async () => {
  const { stdout } = await runInProcess(['content', 'get', '--help']);

  expect(stdout).toContain('--operation <names...>');
  expect(stdout).toContain('--ndjson');
});

it('an empty M365_AUDIT_CONFIG counts as unset', async () => {
  const { stderr } = await runInProcess(['check', '--offline'], { env: { M365_AUDIT_CONFIG: '' } });

  expect(stderr).toContain('CONFIG_UNREADABLE: The configuration file cannot be read: config.yaml,');
});
