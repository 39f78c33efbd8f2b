import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSecrets } from '../../../src/config/find-secrets.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { CLIENT_ID, TENANT_ID } from './config-text.ts';

const tenant = (credential: string) =>
  `id: ${TENANT_ID}\nauth: { method: client_secret, client_id: ${CLIENT_ID}, ${credential} }\n`;

function found(credentials: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const folder = tempFolder();
  const config = join(folder, 'config.txt');
  writeFileSync(config, `tenants_dir: .\nproxy: { password: s3cret-of-proxy }\n`);
  writeFileSync(join(folder, 'secret.txt'), 's3cret-in-file\n');
  for (const [name, text] of Object.entries(credentials)) writeFileSync(join(folder, name), text);
  return findSecrets(config, folder, env);
}

describe('the secrets of a configuration', () => {
  it('are those of the files of tenants too, wherever they stand', () => {
    const secrets = found(
      {
        'a.yaml': tenant('client_secret: s3cret-inline'),
        'b.yaml': tenant('client_secret_file: ./secret.txt'),
        'c.yaml': tenant(`client_secret: "\${OTHER}"`),
      },
      { OTHER: 's3cret-from-variable' },
    );

    const wanted = ['s3cret-of-proxy', 's3cret-inline', 's3cret-in-file', 's3cret-from-variable'];
    expect(secrets).toEqual(expect.arrayContaining(wanted));
  });

  it('are those of a file that only a variable names', () => {
    const text = `id: ${TENANT_ID}\nauth: { method: workload_identity, client_id: ${CLIENT_ID} }\n`;

    const secrets = found({ 'a.yaml': text }, { AZURE_FEDERATED_TOKEN_FILE: './secret.txt' });

    expect(secrets).toContain('s3cret-in-file');
  });

  it('of files that cannot be read as settings do not hide the others', () => {
    const secrets = found({
      'a.yaml': 'id: [',
      'b.yaml': '- 1',
      'c.yaml': tenant('client_secret: s3cret-inline'),
    });

    expect(secrets).toEqual(expect.arrayContaining(['s3cret-of-proxy', 's3cret-inline']));
  });
});
