import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { generate } from 'selfsigned';

/** A certificate authority made for one run, and a server certificate that it signed. All PEM. */
export interface TlsMaterial {
  readonly caPem: string;
  readonly certificatePem: string;
  readonly keyPem: string;
}

const CURVE = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

/** Makes the certificate for localhost, 127.0.0.1, ::1 and the names given. The authority's key is thrown away. */
export async function createTlsMaterial(names: readonly string[]): Promise<TlsMaterial> {
  const authority = await generate([{ name: 'commonName', value: 'm365-audit sandbox CA' }], {
    ...CURVE,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...CURVE,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...['localhost', ...names].map((value) => ({ type: 2 as const, value })),
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { caPem: authority.cert, certificatePem: leaf.cert, keyPem: leaf.private };
}

/** Writes ca.pem into a folder, which is made if need be. Returns its absolute path. */
export async function writeCaFile(dir: string, caPem: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  const file = resolve(join(dir, 'ca.pem'));
  await writeFile(file, caPem);
  return file;
}
