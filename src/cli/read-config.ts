import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { openTenantFiles, type TenantFileProblem } from '../config/tenant-files.ts';
import type { CliContext } from './context.ts';
import { errorText } from './print-error.ts';

/**
 * The configuration named by --config, else by M365_AUDIT_CONFIG, else config.yaml in the working folder. Its tenants
 * are those of the file itself.
 * @throws ConfigError
 */
export function readConfigFile(option: string | undefined, context: CliContext): Config {
  return loadConfig(configPath(option, context), { env: context.env });
}

/** Where the configuration is. A variable that is empty counts as unset, as it does in the configuration. */
export function configPath(option: string | undefined, context: CliContext): string {
  return option ?? (context.env.M365_AUDIT_CONFIG || 'config.yaml');
}

/**
 * The configuration with the tenants of `tenants_dir` among the others.
 * @param onProblem told of each file of a tenant that cannot be used and is left out; by default it is printed
 * @throws ConfigError
 */
export function readConfig(
  option: string | undefined,
  context: CliContext,
  onProblem: (problem: TenantFileProblem) => void = ({ error }) => context.err(errorText(error)),
): Config {
  const config = readConfigFile(option, context);
  const files = openTenantFiles(config, context.env);
  if (files === null) return config;
  const { tenants, problems } = files.look();
  for (const problem of problems) onProblem(problem);
  return { ...config, tenants: [...config.tenants, ...tenants.values()] };
}
