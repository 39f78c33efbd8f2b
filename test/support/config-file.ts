import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { MicrosoftSandbox } from '../../sandbox/microsoft/microsoft-sandbox.ts';

/** What a test's configuration differs in from the smallest one that works. */
export interface ConfigChange {
  readonly output?: object;
  readonly tenant?: object;
  readonly [key: string]: unknown;
}

/**
 * Writes a configuration for the sandbox into `folder` and returns its path. Documents go to files in `folder`/out,
 * the checkpoint is `folder`/checkpoint.db, and the endpoints take any free port.
 */
export function writeConfigFile(
  folder: string,
  sandbox: MicrosoftSandbox,
  { tenant = {}, ...change }: ConfigChange = {},
): string {
  const { tenants, clientId, clientSecret } = sandbox.settings;
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, sandbox.caPem);
  const config = {
    tenants: [
      {
        id: tenants[0],
        name: 'contoso',
        endpoints: { login: sandbox.url, management: sandbox.url },
        auth: { method: 'client_secret', client_id: clientId, client_secret: clientSecret },
        ...tenant,
      },
    ],
    tls: { ca_file: './ca.pem' },
    output: { file: { path: './out' } },
    checkpoint: { path: './checkpoint.db' },
    http: { listen: '127.0.0.1:0' },
    ...change,
  };
  const path = join(folder, 'config.yaml');
  writeFileSync(path, stringify(config));
  return path;
}
