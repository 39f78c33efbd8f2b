import { onTestFinished } from 'vitest';
import type { MicrosoftSandbox } from '../../../sandbox/microsoft/microsoft-sandbox.ts';
import type { MicrosoftSandboxOptions } from '../../../sandbox/microsoft/options.ts';
import { startMicrosoftSandbox } from '../../../sandbox/microsoft/sandbox.ts';
import { ApiClient } from './api-client.ts';

/** A small sandbox that closes when the running test ends, and a client of it. */
export async function withSandbox(
  options: MicrosoftSandboxOptions = {},
): Promise<{ sandbox: MicrosoftSandbox; client: ApiClient }> {
  const sandbox = await startMicrosoftSandbox({
    records: 200,
    recordsPerBlob: 4,
    subscribed: true,
    ...options,
  });
  onTestFinished(() => sandbox.close());
  return { sandbox, client: new ApiClient(sandbox) };
}

/** A sandbox with nothing in it but one blob with two records. */
export async function withOneBlob(options: MicrosoftSandboxOptions = {}): Promise<{
  sandbox: MicrosoftSandbox;
  client: ApiClient;
  contentUri: string;
}> {
  const { sandbox, client } = await withSandbox({ records: 0, ...options });
  const blob = sandbox.addBlob({ contentType: 'Audit.General', records: [{ Id: 'a' }, { Id: 'b' }] });
  const contentUri = `${sandbox.url}/api/v1.0/${blob.tenant}/activity/feed/audit/${blob.contentId}`;
  return { sandbox, client, contentUri };
}
