import { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';

const pemCertificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * The certificates to trust for outgoing connections: Node's defaults and those of the operator.
 * @param extraPem one or more PEM certificates, with any text between them; null for none
 * @returns undefined where Node's defaults are all there is
 * @throws TypeError when the text holds no certificate or one that cannot be read
 */
export function trustedCertificates(extraPem: string | null): string[] | undefined {
  if (extraPem === null) return undefined;
  const extra = extraPem.match(pemCertificate) ?? [];
  if (extra.length === 0) throw new TypeError('holds no PEM certificate (-----BEGIN CERTIFICATE-----)');
  for (const [index, pem] of extra.entries()) assertReadable(pem, index + 1);
  return [...getCACertificates('default'), ...extra];
}

// OpenSSL ignores what it cannot read here, and the connection would fail much later for no visible reason.
function assertReadable(pem: string, number: number): void {
  try {
    new X509Certificate(pem);
  } catch (error) {
    throw new TypeError(`certificate ${number} cannot be read`, { cause: error });
  }
}
