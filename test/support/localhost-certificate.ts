import { generate } from 'selfsigned';
import type { CertificateSource } from '../../src/auth/certificate-source.ts';
import { textInPlace } from './text-in-place.ts';

/** A key pair as PEM. */
export interface PemPair {
  readonly certificate: string;
  readonly privateKey: string;
}

/** A certificate for 127.0.0.1, ::1 and localhost that vouches for itself. */
export async function localhostCertificate(): Promise<PemPair> {
  const pair = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { certificate: pair.cert, privateKey: pair.private };
}

/** An RSA certificate, as an app registration has them. */
export async function appCertificate(): Promise<PemPair> {
  const pair = await generate([{ name: 'commonName', value: 'm365-audit' }], {
    keySize: 2048,
    algorithm: 'sha256',
  });
  return { certificate: pair.cert, privateKey: pair.private };
}

/** A pair as a configuration gives it in place. */
export function pemSource({ certificate, privateKey }: PemPair): CertificateSource {
  return { certificate: textInPlace(certificate), privateKey: textInPlace(privateKey) };
}
