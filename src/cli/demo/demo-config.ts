import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ElasticsearchAuth } from '../../output/elasticsearch/client.ts';

/** Where the demo's documents go: a running Elasticsearch, or a folder and why there is none. */
export type DemoOutput =
  | {
      readonly kind: 'elasticsearch';
      readonly url: string;
      readonly auth: ElasticsearchAuth;
      /** The certificate authority of the node, PEM; undefined where Node's own are enough. */
      readonly ca: string | undefined;
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
    tls: { ca_file: writeTrust(folder, sandbox.caFile, output) },
    // Everything is on this machine, whatever way the environment names to the world outside.
    proxy: false,
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

function elasticsearch({ url, auth }: Extract<DemoOutput, { kind: 'elasticsearch' }>): object {
  if (auth.kind === 'none') return { nodes: [url] };
  if (auth.kind === 'api_key') return { nodes: [url], auth: { api_key: auth.apiKey } };
  return { nodes: [url], auth: { username: auth.username, password: auth.password } };
}

/** One file with the certificate authorities of both the sandbox and the node. */
function writeTrust(folder: string, caFile: string, output: DemoOutput): string {
  const path = join(folder, 'trust.pem');
  const ofNode = output.kind === 'elasticsearch' ? (output.ca ?? '') : '';
  writeFileSync(path, `${readFileSync(caFile, 'utf8')}\n${ofNode}`);
  return path;
}
