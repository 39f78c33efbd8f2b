import { expect, it, onTestFinished } from 'vitest';
import { startBulkServer } from '../support/bulk-server.ts';
import { startCommand } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const tenants = ['11111111-2222-3333-4444-555555555555', '22222222-2222-3333-4444-555555555555'];
const refused = { status: 403, error: { type: 'security_exception', reason: 'not allowed' } };

it('a data stream that takes nothing keeps no other tenant out', async () => {
  const taken = new Set<string>();
  const server = await startBulkServer({
    onItem(id, _request, source) {
      if (source.includes('"namespace":"blocked"')) return refused;
      taken.add(id);
      return undefined;
    },
  });
  onTestFinished(() => server.close());
  const sandbox = await sandboxForTest({ tenants, records: 1_000, subscribed: true });
  const { clientId, clientSecret } = sandbox.settings;
  const tenant = (id: string | undefined, namespace: string) => ({
    id,
    endpoints: { login: sandbox.url, management: sandbox.url },
    auth: { method: 'client_secret', client_id: clientId, client_secret: clientSecret },
    data_stream_namespace: namespace,
  });
  const bulk = { max_bytes: '64KiB', concurrency: 1 };
  const config = writeConfigFile(tempFolder(), sandbox, {
    tenants: [tenant(tenants[0], 'blocked'), tenant(tenants[1], 'open')],
    output: { elasticsearch: { nodes: [server.url], setup: false, pipeline: 'none', bulk } },
  });
  const own = sandbox.blobs().filter(({ tenant: of }) => of === tenants[1]);
  const records = new Set(own.flatMap(({ ids }) => ids)).size;
  expect(records).toBeGreaterThan(300);

  startCommand(['run', '--config', config]);

  await waitUntil('all of the other tenant', () => taken.size === records);
});
