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

/** How an encrypted key begins: PKCS #8 (RFC 5958), or the older form of OpenSSL. */
const ENCRYPTED = /-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/;

/**
 * An RSA private key in PEM form; Entra takes no other kind for a signed assertion (PS256). What kind an encrypted one
 * is shows only with its passphrase, when it is used.
 */
export function parsePrivateKey(text: string): string | undefined {
  if (ENCRYPTED.test(text)) return text;
  try {
    return createPrivateKey({ key: text, format: 'pem' }).asymmetricKeyType === 'rsa' ? text : undefined;
  } catch {
    return undefined;
  }
}

/** A private key of any kind in PEM form; it may have a passphrase, so that it can be read only later. */
export function parseAnyPrivateKey(text: string): string | undefined {
  return /-----BEGIN ([A-Z]+ )?PRIVATE KEY-----[\s\S]+-----END ([A-Z]+ )?PRIVATE KEY-----/.test(text)
    ? text
    : undefined;
}
