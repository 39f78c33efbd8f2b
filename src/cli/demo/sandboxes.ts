import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../lib/coded-error.ts';
import type { ElasticsearchAuth } from '../../output/elasticsearch/client.ts';
import { cliErrors } from '../errors.ts';
import { type Child, startChild } from './child.ts';
import type { DemoOutput, SandboxAnnouncement } from './demo-config.ts';

export interface MicrosoftPart {
  readonly announcement: SandboxAnnouncement;
  readonly records: number;
  stop(): Promise<void>;
}

/** Starts the stand-in for Entra ID and the Management API; `recordsFile`: NDJSON of the reader's own records. */
export async function startMicrosoft(
  folder: string,
  recordsFile: string | null,
  signal: AbortSignal,
): Promise<MicrosoftPart> {
  const tlsDir = join(folder, 'tls');
  mkdirSync(tlsDir, { recursive: true });
  const records = recordsFile === null ? [] : ['--records-file', recordsFile];
  const args = ['--port', '0', '--tls-dir', tlsDir, '--until-stdin-ends', ...records];
  const child = await startChild('sandbox/microsoft/main.ts', args, { signal });
  const { announced } = child;
  const text = (name: string) => {
    const value = announced[name];
    if (typeof value === 'string') return value;
    throw new CodedError(cliErrors.demoPartFailed, `sandbox/microsoft announced no ${name}`);
  };
  const tenants = announced.tenants;
  return {
    announcement: {
      url: text('listening'),
      caFile: text('ca_file'),
      tenantId: Array.isArray(tenants) ? String(tenants[0]) : '',
      clientId: text('client_id'),
      clientSecret: text('client_secret'),
    },
    records: Number(announced.records),
    stop: child.stop,
  };
}

/** Starts Elasticsearch; where none can be had, the documents go to `folder`. `tell` is told what takes its time. */
export async function startElasticsearch(
  folder: string,
  tell: (text: string) => void,
  signal: AbortSignal,
): Promise<{ output: DemoOutput; stop: () => Promise<void> }> {
  const child = await startChild('sandbox/elasticsearch/main.ts', [], { signal, onMessage: tell });
  const { url, unavailable, ca } = child.announced;
  if (typeof url !== 'string') {
    await child.stop();
    const why = Array.isArray(unavailable) ? unavailable.map(String) : ['it did not say why'];
    return { output: { kind: 'file', path: folder, why }, stop: () => Promise.resolve() };
  }
  const auth = authOf(child.announced);
  const output = { kind: 'elasticsearch', url, auth, ca: typeof ca === 'string' ? ca : undefined } as const;
  return { output, stop: child.stop };
}

function authOf({ apiKey, username, password }: Child['announced']): ElasticsearchAuth {
  if (typeof apiKey === 'string') return { kind: 'api_key', apiKey };
  if (typeof username !== 'string' || typeof password !== 'string') return { kind: 'none' };
  return { kind: 'basic', username, password };
}
