import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { runCommand } from '../support/command.ts';
import { emptyLedger } from '../support/ledger.ts';
import { appCertificate, localhostCertificate } from '../support/localhost-certificate.ts';
import { tempFolder } from '../support/temp-folder.ts';

const clientId = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const guid = (number: number) => `${number}1111111-2222-3333-4444-555555555555`;

/** Each with characters that JSON, URLs and Base64 write in their own ways; none is a part of another. */
const planted = new Map<string, string>();
function plant(place: string): string {
  const secret = `S3cr%t/"${place}"+ü ${randomBytes(9).toString('base64')}`;
  planted.set(place, secret);
  return secret;
}

/** Not to be shown from where they stand, but nothing that a text elsewhere could be compared with. */
const unknown: ReadonlySet<string> = new Set(['a-user', 'broken-id']);

function forms(secret: string | Buffer): readonly string[] {
  const bytes = Buffer.from(secret);
  const text = bytes.toString('utf8');
  return [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    new URLSearchParams({ x: text }).toString().slice(2),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
  ];
}

/** As Basic authentication has it, and what of that comes from the secret alone. */
function basic(secret: string): { readonly whole: string; readonly core: string } {
  const whole = Buffer.from(`user:${secret}`).toString('base64').replace(/=+$/, '');
  return { whole, core: whole.slice(7, -1) };
}

/** The lines of a PEM text that are the key's own. */
const keyLines = (pem: string) =>
  pem.split('\n').filter((line) => line.length > 20 && !line.startsWith('--'));

it('no bundle holds a secret of the configuration, the environment, the ledger, a file beside it, or the log', async () => {
  const folder = tempFolder();
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    return `./${name}`;
  };
  const app = await appCertificate();
  const own = await localhostCertificate();
  const pfx = randomBytes(900);
  const env = {
    CLIENT_VARIABLE: plant('client-variable'),
    PFX_PASSPHRASE: plant('pfx-passphrase'),
    UNRELATED_TOKEN: plant('unrelated-variable'),
    IDENTITY_HEADER: plant('identity-header'),
    ALL_PROXY: `http://user:${encodeURIComponent(plant('proxy-variable'))}@127.0.0.1:9`,
    NODE_OPTIONS: '',
  };
  const auths = [
    { method: 'client_secret', client_secret: plant('client-in-place') },
    { method: 'client_secret', client_secret: `\${CLIENT_VARIABLE}` },
    {
      method: 'certificate',
      certificate: app.certificate,
      private_key_file: file('key.pem', app.privateKey),
      passphrase_file: file('passphrase', plant('key-passphrase')),
    },
    { method: 'certificate', pfx: file('app.pfx', pfx), passphrase: `\${PFX_PASSPHRASE}` },
    { method: 'workload_identity', federated_token_file: file('token', plant('federated-token')) },
    { method: 'device_code' },
    { method: 'authorization_code', client_secret: plant('web-secret') },
  ];
  const tenant = (auth: object, index: number) => ({
    id: guid(index + 1),
    auth: { client_id: clientId, ...auth },
  });
  const exclude = { users: [plant('a-user')] };
  const config = {
    tenants: auths.map(tenant),
    tenants_dir: './tenants',
    tenant_defaults: {
      auth: { method: 'client_secret', client_id: clientId, client_secret: plant('defaults') },
    },
    filters: { exclude },
    proxy: { url_file: file('proxy', `http://user:${encodeURIComponent(plant('proxy-file'))}@127.0.0.1:9`) },
    output: {
      elasticsearch: {
        nodes: ['https://127.0.0.1:9'],
        auth: { api_key_file: file('api_key', plant('api-key')) },
        tls: {
          certificate: own.certificate,
          private_key: own.privateKey,
          passphrase: plant('es-passphrase'),
        },
      },
    },
  };
  mkdirSync(join(folder, 'tenants'));
  const inTenantFile = tenant({ method: 'client_secret', client_secret: plant('tenant-file') }, 7);
  file('tenants/good.yaml', stringify(inTenantFile));
  file(
    'tenants/broken.yaml',
    stringify({ ...inTenantFile, id: plant('broken-id') }).replace('auth:', 'auth: ['),
  );
  const cache = (secret: string) => JSON.stringify({ RefreshToken: { x: { secret } }, AccessToken: {} });
  file(`sign-in-${guid(6)}-${clientId}.json`, cache(plant('refresh-token')));
  file(`sign-in-${guid(6)}-${clientId}.json.1234`, cache(plant('half-replaced-refresh-token')));
  const pemSecrets = [app.privateKey, own.privateKey].flatMap(keyLines);
  const known = [...planted].filter(([place]) => !unknown.has(place)).map(([, secret]) => secret);
  const secrets = known.flatMap((secret) => [...forms(secret), basic(secret).whole]);

  // A ledger whose texts repeat them all, as errors of services might, with a record that must not leave.
  const { path, ledger } = emptyLedger({ nowMs: Date.now() });
  ledger.close();
  const database = new DatabaseSync(path);
  database.prepare('UPDATE streams SET listing_error = ?').run([...secrets, ...pemSecrets].join(' | '));
  const record = plant('record-in-a-dead-letter');
  database
    .prepare(
      `INSERT INTO dead_letters (stream_id, content_id, created_ms, kept_ms, bytes, version, record_id, kind, reason, record)
       VALUES ((SELECT id FROM streams), 'c', 1, 1, 10, 'v', 'r', 'kind', ?, ?)`,
    )
    .run(`${record} ${known.join(' ')}`, JSON.stringify({ UserId: record }));
  database.close();

  const token = `eyJ${randomBytes(60).toString('base64url')}.${randomBytes(90).toString('base64url')}.sig`;
  const line = (fields: object) => JSON.stringify({ '@timestamp': '2026-01-01T00:00:00Z', ...fields });
  const log = [
    ...secrets
      .filter((one) => !one.includes('record-in'))
      .map((secret) => line({ message: `said ${secret} twice` })),
    ...pemSecrets.map((text) => line({ error: { message: text, deeper: [text] } })),
    line({ message: pfx.toString('base64'), hex: pfx.toString('hex') }),
    line({ message: `Bearer ${token}`, request: { authorization: 'ApiKey c3RyYW5nZXI6c2VjcmV0' } }),
    line({ url: 'https://stranger:pa55word@proxy.example/x?code=0.AXo-stranger&client_secret=str4nger' }),
    `2026-01-01T00:00:00Z no JSON, refresh_token=str4nger ${planted.get('api-key')}`,
    line({ message: 'the last line stays' }),
  ];
  const text = stringify({ ...config, checkpoint: { path: './checkpoint.db' }, http: false });
  file('config.yaml', `# ${plant('comment')}\n${text}`);
  writeFileSync(join(folder, 'checkpoint.db'), readFileSync(path));
  file('daemon.log', `${log.join('\n')}\n`);

  const output = join(folder, 'bundle.json');
  const args = ['support-bundle', '--config', join(folder, 'config.yaml'), '--output', output];
  const result = await runCommand([...args, '--log', join(folder, 'daemon.log')], { env, cwd: folder });

  expect(result.exitCode, result.stderr).toBe(0);
  const bundle = readFileSync(output, 'utf8');
  const all = [...planted].flatMap(([place, secret]) =>
    [...forms(secret), basic(secret).core].map((form) => ({ place, form })),
  );
  const printed = bundle + result.stdout + result.stderr;
  expect(all.filter(({ form }) => printed.includes(form)).map(({ place }) => place)).toEqual([]);
  expect(printed).not.toMatch(/S3cr%t|str4nger|pa55word|AXo-stranger|c3RyYW5nZXI6|eyJ/);
  for (const text of [...pemSecrets, pfx.toString('base64'), pfx.toString('hex')])
    expect(printed).not.toContain(text);
  const parsed = JSON.parse(bundle);
  expect(parsed.log).toHaveLength(log.length);
  expect(parsed.log.at(-1)).toMatchObject({ message: 'the last line stays' });
  expect(parsed.log[0]).toMatchObject({ message: 'said [redacted] twice' });
  expect(parsed.verdicts).toContainEqual(
    expect.objectContaining({ check: 'file of a tenant', status: 'failed' }),
  );
});
