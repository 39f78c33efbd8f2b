import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isJsonObject } from '../src/lib/json-object.ts';
import { pathOf } from './measured-run.ts';

/** What the sandbox holds, and how it answers. */
export interface Content {
  readonly records: number;
  readonly recordsPerBlob: number;
  /** NDJSON; the records are made up without. */
  readonly recordsFile?: string;
  /** More options of the sandbox's command line. */
  readonly options?: readonly string[];
}

export interface BenchSandbox extends AsyncDisposable {
  readonly url: string;
  readonly tenantId: string;
  readonly contentTypes: readonly string[];
  /** PEM. */
  readonly ca: string;
}

/**
 * A sandbox in a process of its own, bodies made before; `folder` gets the configuration of a collector.
 * @param settings what else the configuration says, YAML
 */
export async function startBenchSandbox(
  folder: string,
  { records, recordsFile, recordsPerBlob, options = [] }: Content,
  settings = 'http: false\nlog: { level: error }\n',
): Promise<BenchSandbox> {
  const config = join(folder, 'config.yaml');
  const which = recordsFile === undefined ? ['--records', String(records)] : ['--records-file', recordsFile];
  const amount = [...which, '--records-per-blob', String(recordsPerBlob)];
  const target = ['--port', '0', '--tls-dir', folder, '--write-config', config];
  const fixed = ['--scenario', 'calm', '--until-stdin-ends', '--keep-bodies'];
  const args = [pathOf('sandbox/microsoft/main.ts'), ...fixed, ...amount, ...options, ...target];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', () => reject(new Error('the sandbox did not start')));
  });
  writeFileSync(config, settings, {
    flag: 'a',
  });
  return {
    ...read(line),
    ca: readFileSync(join(folder, 'ca.pem'), 'utf8'),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** The sandbox's first line tells where it listens and what it holds. */
function read(line: string): Pick<BenchSandbox, 'url' | 'tenantId' | 'contentTypes'> {
  const told: unknown = JSON.parse(line);
  if (!isJsonObject(told)) throw new Error('the sandbox told nothing');
  const texts = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  return {
    url: String(told.listening),
    tenantId: String(texts(told.tenants)[0]),
    contentTypes: texts(told.content_types),
  };
}
