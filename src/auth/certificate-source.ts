import type { TextSource } from '../lib/text-source.ts';
import { type CertificatePair, readCertificatePair } from './certificate-pair.ts';
import { readCredentialFile, readCredentialText } from './credential-file.ts';
import { readPfx } from './pfx.ts';

/** Where a certificate and its key are: two texts in PEM form, or one PFX file. */
export type CertificateSource = {
  readonly passphrase?: TextSource | undefined;
} & ({ readonly certificate: TextSource; readonly privateKey: TextSource } | { readonly pfxFile: string });

/**
 * The pair as it is now.
 * @throws AuthError when it cannot be used
 */
export function readCertificateSource(source: CertificateSource): CertificatePair {
  const passphrase = source.passphrase === undefined ? undefined : readCredentialText(source.passphrase);
  if ('pfxFile' in source) return readPfx(readCredentialFile(source.pfxFile), passphrase);
  const certificate = readCredentialText(source.certificate);
  return readCertificatePair(certificate, readCredentialText(source.privateKey), passphrase);
}
