import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../support/command.ts';
import { writeConfigFile } from '../support/config-file.ts';
import { writtenDocuments } from '../support/output-files.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';

async function certificatePair() {
  return await generate([{ name: 'commonName', value: 'm365-audit' }], {
    keySize: 2048,
    algorithm: 'sha256',
  });
}

describe('a certificate as credential', () => {
  it('signs in by an assertion that Entra verifies; one that is not registered is refused and named', async () => {
    const folder = tempFolder();
    const registered = await certificatePair();
    const other = await certificatePair();
    const sandbox = await sandboxForTest({ records: 50, certificates: [registered.cert] });
    const auth = {
      method: 'certificate',
      client_id: sandbox.settings.clientId,
      certificate_file: './certificate.pem',
      private_key_file: './key.pem',
    };
    const config = writeConfigFile(folder, sandbox, { tenant: { auth } });
    const use = ({ cert, private: key }: { cert: string; private: string }) => {
      writeFileSync(join(folder, 'certificate.pem'), cert);
      writeFileSync(join(folder, 'key.pem'), key);
    };

    use(registered);
    const good = await runCommand(['run', '--once', '--config', config]);
    use(other);
    const refused = await runCommand(['check', '--config', config]);
    use({ cert: registered.cert, private: other.private });
    const mismatch = await runCommand(['run', '--once', '--config', config]);

    expect(good.exitCode, good.stderr).toBe(0);
    expect(writtenDocuments(join(folder, 'out'))).toHaveLength(50);
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toContain('AUTH_CERTIFICATE_REFUSED');
    expect(mismatch.exitCode).toBe(2);
    expect(mismatch.stderr).toContain('AUTH_KEY_MISMATCH');
  });
});
