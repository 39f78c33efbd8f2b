import { onTestFinished } from 'vitest';
import type { MicrosoftSandbox } from '../../sandbox/microsoft/microsoft-sandbox.ts';
import type { MicrosoftSandboxOptions } from '../../sandbox/microsoft/options.ts';
import { startMicrosoftSandbox } from '../../sandbox/microsoft/sandbox.ts';

/** A sandbox of Microsoft 365 that is closed when the running test ends. */
export async function sandboxForTest(options: MicrosoftSandboxOptions = {}): Promise<MicrosoftSandbox> {
  const sandbox = await startMicrosoftSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}
