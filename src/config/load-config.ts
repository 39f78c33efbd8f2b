import { readFileSync } from 'node:fs';
import type { Config } from './config.ts';
import { ConfigError } from './config-error.ts';
import { configErrors } from './errors.ts';
import { parseConfig } from './parse-config.ts';
import { describeFileError } from './read/file-error.ts';
import type { Environment } from './read/interpolate.ts';

export interface LoadOptions {
  readonly env: Environment;
  /** Reads a text file, the configuration and those that its `..._file` keys name; the file system serves by default. */
  readonly readFile?: (path: string) => string;
}

/**
 * Reads the configuration file.
 * @throws ConfigError where the file cannot be read, or with everything that is wrong in it
 */
export function loadConfig(fileName: string, options: LoadOptions): Config {
  const readFile = options.readFile ?? ((path) => readFileSync(path, 'utf8'));
  const text = readConfigFile(fileName, readFile);
  return parseConfig(text, { fileName, env: options.env, readSecretFile: readFile });
}

function readConfigFile(fileName: string, readFile: (path: string) => string): string {
  try {
    return readFile(fileName);
  } catch (error) {
    throw new ConfigError(configErrors.unreadable, `${fileName}, ${describeFileError(error)}`);
  }
}
