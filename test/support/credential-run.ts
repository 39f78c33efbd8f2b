import { join } from 'node:path';
import { expect } from 'vitest';
import type { MicrosoftSandbox } from '../../sandbox/microsoft/microsoft-sandbox.ts';
import { type CommandResult, runCommand } from './command.ts';
import { writeConfigFile } from './config-file.ts';
import { writtenDocuments } from './output-files.ts';

export type CommandEnvironment = Readonly<Record<string, string>>;

/** One tenant's credential in a configuration of its own. */
export interface CredentialRun {
  readonly config: string;
  command(...args: readonly string[]): Promise<CommandResult>;
  /** One pass, which must deliver that many documents. */
  collects(documents: number): Promise<void>;
}

/** Variables of Azure that the machine of the test may have by chance. */
const none = {
  IDENTITY_ENDPOINT: '',
  IDENTITY_HEADER: '',
  IMDS_ENDPOINT: '',
  AZURE_POD_IDENTITY_AUTHORITY_HOST: '',
};

export function credentialRun(
  folder: string,
  sandbox: MicrosoftSandbox,
  tenant: object,
  env: CommandEnvironment = {},
): CredentialRun {
  const config = writeConfigFile(folder, sandbox, { tenant });
  const set = Object.fromEntries(
    Object.entries({ ...none, ...env }).filter(
      ([name, value]) => value !== '' || process.env[name] !== undefined,
    ),
  );
  const command = (...args: readonly string[]) => runCommand([...args, '--config', config], { env: set });
  return {
    config,
    command,
    async collects(documents) {
      const result = await command('run', '--once');
      expect(result.exitCode, result.stderr).toBe(0);
      expect(writtenDocuments(join(folder, 'out'))).toHaveLength(documents);
      for (const token of sandbox.tokensIssued()) expect(result.stdout + result.stderr).not.toContain(token);
    },
  };
}
