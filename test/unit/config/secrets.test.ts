import fc from 'fast-check';
import { generate } from 'selfsigned';
import { beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_ID, MINIMAL, parse, problems, refusal, TENANT_ID } from './config-text.ts';

const withAuth = (auth: string) => MINIMAL.replace(/auth: .*/, `auth: ${auth}`);
const clientSecret = (rest: string) =>
  withAuth(`{ method: client_secret, client_id: ${CLIENT_ID}, ${rest} }`);

describe('secrets in files', () => {
  it.each([
    ['a newline', 'from-file\n', 'from-file'],
    ['a newline of Windows', 'from-file\r\n', 'from-file'],
    ['no newline', 'from-file', 'from-file'],
    ['a byte order mark of Windows', '\uFEFFfrom-file\r\n', 'from-file'],
    ['two newlines, of which one belongs to it', 'from-file\n\n', 'from-file\n'],
  ])('are read up to %s', (_, content, expected) => {
    const config = parse(clientSecret('client_secret_file: ./secret'), {
      files: { '/etc/m365/secret': content },
    });
    expect(config.tenants[0]?.auth).toMatchObject({
      client_secret: { text: expected, file: '/etc/m365/secret' },
    });
    expect(config.tenants[0]?.auth).not.toHaveProperty('client_secret_file');
  });

  it('are found where a variable says', () => {
    const options = { env: { DIR: '/run/secrets' }, files: { '/run/secrets/es': 'key' } };
    const text = MINIMAL.replace(
      /output:[\s\S]*/,
      `output: { elasticsearch: { nodes: ["https://es"], auth: { api_key_file: "\${DIR}/es" } } }`,
    );
    expect(parse(text, options).output).toMatchObject({ elasticsearch: { auth: { api_key: 'key' } } });
  });

  it.each([
    [
      'that does not exist',
      'client_secret_file: hunter2',
      {},
      'expected a readable file, found no such file. Check path and permissions; a relative path starts at /etc/m365.',
    ],
    [
      'that is empty',
      'client_secret_file: hunter2',
      { '/etc/m365/hunter2': '\n' },
      'expected the value of a client secret, found an empty string.',
    ],
    [
      'that is in another encoding',
      'client_secret_file: hunter2',
      { '/etc/m365/hunter2': 'gr\uFFFDn' },
      'expected text in UTF-8, found another encoding. Save the file as UTF-8.',
    ],
    [
      'beside the secret itself',
      'client_secret: hunter2, client_secret_file: hunter2',
      {},
      'expected client_secret or client_secret_file, found both. Remove one of the two.',
    ],
    ['that is a number', 'client_secret_file: 7', {}, 'expected the path of a file, found something else.'],
  ])('a file %s is refused at its key', (_, rest, files, message) => {
    const error = refusal(clientSecret(rest), { files });
    expect(error.problems).toMatchObject([
      { line: 3, path: 'tenants[0].auth.client_secret_file', message: expect.stringContaining(message) },
    ]);
    expect(error.message).not.toContain('hunter2');
  });

  it('a secret that is missing names both ways to give it', () => {
    expect(problems(clientSecret(''))).toEqual([
      expect.stringContaining('expected the value of a client secret, or client_secret_file, found nothing.'),
    ]);
  });

  it('a misspelt file key is recognised', () => {
    expect(problems(clientSecret('client_secret_flie: x'))).toEqual([
      expect.stringContaining('did you mean "client_secret_file"?'),
    ]);
  });
});

describe('certificates', () => {
  const pem = { cert: '', key: '' };
  beforeAll(async () => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'm365-audit' }], {
      keySize: 2048,
    });
    Object.assign(pem, { cert, key });
  });
  const text = withAuth(
    `{ method: certificate, client_id: ${CLIENT_ID}, certificate_file: c.pem, private_key: "\${KEY}" }`,
  );

  it('come from a file and a variable alike', () => {
    const config = parse(text, { env: { KEY: pem.key }, files: { '/etc/m365/c.pem': pem.cert } });
    expect(config.tenants[0]?.auth).toEqual({
      method: 'certificate',
      client_id: CLIENT_ID,
      certificate: { text: pem.cert.replace(/\r?\n$/, ''), file: '/etc/m365/c.pem' },
      private_key: { text: pem.key.replace(/\r?\n$/, ''), file: undefined },
    });
  });

  it('are refused when they are something else, without being shown', () => {
    const cut = pem.cert.replace(/\n.{20}/, '\n');
    const error = refusal(text, { env: { KEY: pem.cert }, files: { '/etc/m365/c.pem': cut } });
    expect(error.problems.map(({ path, expected }) => [path, expected])).toEqual([
      ['tenants[0].auth.certificate_file', expect.stringContaining('a certificate in PEM form')],
      ['tenants[0].auth.private_key', expect.stringContaining('an RSA private key in PEM form')],
    ]);
    expect(error.message).not.toContain(pem.cert.split('\n')[2]);
  });

  it('of an authority are read from tls.ca_file', () => {
    const config = parse(`${MINIMAL}tls: { ca_file: ca.pem }\n`, { files: { '/etc/m365/ca.pem': pem.cert } });
    expect(config.tls.ca).toContain('BEGIN CERTIFICATE');
    expect(problems(`${MINIMAL}tls: { ca_file: ca.pem }\n`)).toEqual([
      expect.stringContaining('7:17 tls.ca_file: expected a readable file, found no such file.'),
    ]);
  });
});

describe('no message shows a secret', () => {
  const secret = 'hunter2-hunter2';

  it.each([
    ['at the wrong key', clientSecret(`client_secert: ${secret}`)],
    ['as client id', withAuth(`{ method: client_secret, client_id: ${secret}, client_secret: x }`)],
    ['in place of the whole credential', withAuth(secret)],
    ['in a list', clientSecret(`client_secret: [${secret}]`)],
    ['in a mapping', clientSecret(`client_secret: { value: ${secret} }`)],
    [
      'in a URL',
      MINIMAL.replace(/output:[\s\S]*/, `output: { elasticsearch: { nodes: ["https://u:${secret}@es"] } }`),
    ],
    ['in place of the tenant id', MINIMAL.replace(TENANT_ID, secret)],
    ['as a file name', clientSecret(`client_secret_file: ${secret}`)],
    ['behind a broken variable', clientSecret(`client_secret: '\${${secret}'`)],
  ])('%s', (_, text) => {
    const error = refusal(text);
    expect(error.message + JSON.stringify(error.problems)).not.toContain(secret);
  });

  it('wherever a variable puts it', () => {
    const places = [
      clientSecret(`client_secret: "\${S}", x: 1`),
      clientSecret(`client_secret_file: "\${S}"`),
      `${MINIMAL}log: { level: "\${S}" }\n`,
      `${MINIMAL}polling: { interval: "\${S}" }\n`,
      `${MINIMAL}fetch: "\${S}"\n`,
      MINIMAL.replace('output:', `    content_types: ["\${S}"]\noutput:`),
      MINIMAL.replace('output:', `    endpoints: { management: "\${S}" }\noutput:`),
    ];
    const secrets = fc.string({ minLength: 1, maxLength: 30 }).map((text) => `~Q8${text}`);
    fc.assert(
      fc.property(fc.constantFrom(...places), secrets, (text, value) => {
        const error = refusal(text, { env: { S: value } });
        return !(error.message + JSON.stringify(error.problems)).includes('~Q8');
      }),
    );
  });
});
