import { describe, expect, it } from 'vitest';
import { runCommand } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { reply, scriptedServer } from '../support/scripted-server.ts';
import { tempFolder } from '../support/temp-folder.ts';

const services = ['login', 'management', 'elasticsearch'] as const;

/** Every way to name some of the services, none and all among them. */
const choices = Array.from({ length: 2 ** services.length }, (_, bits) => ({
  chosen: services.filter((_, index) => (bits >> index) % 2 === 1),
}));

interface VerdictRow {
  readonly subject: string;
  readonly check: string;
  readonly status: string;
  readonly code?: string;
}

/** Login and API under one host name, the cluster under another; none of their certificates is trusted. */
async function untrusted(chosen: readonly string[]) {
  const sandbox = await sandboxForTest({ records: 5 });
  const cluster = await scriptedServer((_, response) =>
    reply(response, 403, {}, { 'x-elastic-product': 'Elasticsearch' }),
  );
  const output = { elasticsearch: { nodes: [cluster.origin], setup: false } };
  const config = writeConfigFile(tempFolder(), sandbox, {
    tls: { insecure_skip_verify: chosen },
    output,
    fetch: { timeout: '5s' },
  });
  return { sandbox, cluster, config };
}

describe('tls.insecure_skip_verify', () => {
  it.each(choices)('$chosen holds for what it names, and for nothing else', async ({ chosen }) => {
    const { cluster, config } = await untrusted(chosen);

    const { stdout } = await runCommand(['check', '--json', '--config', config]);

    const { verdicts }: { verdicts: VerdictRow[] } = JSON.parse(stdout);
    const found = (subject: string, name: string) =>
      verdicts.find((one) => one.subject === subject && one.check === name);
    const isChosen = (service: string) => chosen.some((one) => one === service);
    for (const service of services) {
      const isLoud = found('network', `TLS to ${service}`)?.code === 'CHECK_TLS_UNVERIFIED';
      expect(isLoud, service).toBe(isChosen(service));
    }
    const token = found('contoso', 'token');
    expect(token).toMatchObject(isChosen('login') ? { status: 'ok' } : { code: 'AUTH_TLS' });
    if (isChosen('login')) {
      const expected = isChosen('management') ? undefined : 'SOURCE_TLS';
      expect(found('contoso', 'Management API')?.code).toBe(expected);
    }
    expect(cluster.requests.length > 0).toBe(isChosen('elasticsearch'));
  });

  it('is told in the log at every start, for each service by its name', async () => {
    const sandbox = await sandboxForTest({ records: 5 });
    const chosen = ['login', 'elasticsearch'];
    const config = writeConfigFile(tempFolder(), sandbox, {
      tls: { ca: sandbox.caPem, insecure_skip_verify: chosen },
    });

    for (const start of ['first', 'second']) {
      const { exitCode, stderr } = await runCommand(['run', '--once', '--config', config]);
      expect(exitCode, stderr).toBe(0);
      const lines = stderr.split('\n').filter((line) => line.includes('CHECK_TLS_UNVERIFIED'));
      const told = lines.map((line) => JSON.parse(line));
      const expected = chosen.map((service) => ['warn', service]);
      expect(
        told.map((line) => [line['log.level'], line.service]),
        start,
      ).toEqual(expected);
    }
  });
});
