import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import type { CliContext } from './context.ts';

/**
 * The configuration named by --config, else by M365_AUDIT_CONFIG, else config.yaml in the working folder.
 * @throws ConfigError
 */
export function readConfig(option: string | undefined, context: CliContext): Config {
  const path = option ?? context.env.M365_AUDIT_CONFIG ?? 'config.yaml';
  return loadConfig(path, { env: context.env });
}
