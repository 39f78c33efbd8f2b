import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** Where the demo's documents go: a running Elasticsearch, or a folder and why there is none. */
export type DemoOutput =
  | {
      readonly kind: 'elasticsearch';
      readonly url: string;
      readonly username: string | undefined;
      readonly password: string | undefined;
    }
  | { readonly kind: 'file'; readonly path: string; readonly why: readonly string[] };

/** What the sandbox announced about itself. */
export interface SandboxAnnouncement {
  readonly url: string;
  readonly caFile: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Writes the configuration of the demo's daemon, the same as an operator would, and returns its path. */
export function writeDemoConfig(folder: string, sandbox: SandboxAnnouncement, output: DemoOutput): string {
  const path = join(folder, 'config.yaml');
  const config = {
    tenants: [
      {
        id: sandbox.tenantId,
        name: 'contoso',
        endpoints: { login: sandbox.url, management: sandbox.url },
        auth: { method: 'client_secret', client_id: sandbox.clientId, client_secret: sandbox.clientSecret },
      },
    ],
    tls: { ca_file: sandbox.caFile },
    output:
      output.kind === 'file' ? { file: { path: output.path } } : { elasticsearch: elasticsearch(output) },
    checkpoint: { path: join(folder, 'checkpoint.db') },
    http: { listen: '127.0.0.1:0' },
    // What matters is in the summary; the log stays for what goes wrong.
    log: { level: 'error' },
  };
  writeFileSync(path, stringify(config));
  return path;
}

function elasticsearch({ url, username, password }: Extract<DemoOutput, { kind: 'elasticsearch' }>) {
  const auth = username === undefined || password === undefined ? {} : { auth: { username, password } };
  return { nodes: [url], ...auth };
}
