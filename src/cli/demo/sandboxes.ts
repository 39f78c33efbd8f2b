import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../lib/coded-error.ts';
import { cliErrors } from '../errors.ts';
import { startChild } from './child.ts';
import type { DemoOutput, SandboxAnnouncement } from './demo-config.ts';

export interface MicrosoftPart {
  readonly announcement: SandboxAnnouncement;
  readonly records: number;
  stop(): Promise<void>;
}

/** Starts the stand-in for Entra ID and the Management API; `recordsFile`: NDJSON of the reader's own records. */
export async function startMicrosoft(folder: string, recordsFile: string | null): Promise<MicrosoftPart> {
  const tlsDir = join(folder, 'tls');
  mkdirSync(tlsDir, { recursive: true });
  const records = recordsFile === null ? [] : ['--records-file', recordsFile];
  const child = await startChild('sandbox/microsoft/main.ts', [
    '--port',
    '0',
    '--tls-dir',
    tlsDir,
    ...records,
  ]);
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

/** Starts Elasticsearch; where none can be had, the documents go to `folder`. */
export async function startElasticsearch(
  folder: string,
): Promise<{ output: DemoOutput; stop: () => Promise<void> }> {
  const child = await startChild('sandbox/elasticsearch/main.ts', []);
  const { url, username, password, reasons } = child.announced;
  if (typeof url !== 'string') {
    await child.stop();
    const why = Array.isArray(reasons) ? reasons.map(String) : ['it did not say why'];
    return { output: { kind: 'file', path: folder, why }, stop: () => Promise.resolve() };
  }
  const optional = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return {
    output: { kind: 'elasticsearch', url, username: optional(username), password: optional(password) },
    stop: child.stop,
  };
}
