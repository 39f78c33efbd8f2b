import { createPrivateKey, X509Certificate } from 'node:crypto';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** A text with one or more readable certificates in PEM form. */
export function parseCertificates(text: string): string | undefined {
  const blocks = text.match(CERTIFICATE) ?? [];
  return blocks.length > 0 && blocks.every(isReadable) ? text : undefined;
}

function isReadable(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}

/** An RSA private key in PEM form, without a passphrase; Entra takes no other kind for a signed assertion (PS256). */
export function parsePrivateKey(text: string): string | undefined {
  try {
    return createPrivateKey({ key: text, format: 'pem' }).asymmetricKeyType === 'rsa' ? text : undefined;
  } catch {
    return undefined;
  }
}
