import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { AuthError } from './auth-error.ts';
import { authErrors } from './errors.ts';

/** A certificate and its private key, checked and in one form. */
export interface CertificatePair {
  /** SHA-256 of the leaf certificate, hex, as Entra and MSAL want it. */
  readonly thumbprintSha256: string;
  /** PKCS #8, PEM. */
  readonly privateKey: string;
  /** The leaf and whatever issuers were given with it, PEM. */
  readonly chain: string;
  /** When the leaf ends, epoch milliseconds. */
  readonly expiresMs: number;
}

const pemCertificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Reads a pair given as PEM. Both texts may be the same file: of each, the parts that belong there are taken.
 * @param passphrase of an encrypted key
 * @throws AuthError AUTH_KEY_UNREADABLE, AUTH_PASSPHRASE_WRONG, AUTH_KEY_NOT_RSA, AUTH_CERTIFICATE_UNREADABLE,
 * AUTH_KEY_MISMATCH
 */
export function readCertificatePair(
  certificatePem: string,
  privateKeyPem: string,
  passphrase?: string,
): CertificatePair {
  const key = readKey(privateKeyPem, passphrase);
  const certificates = readCertificates(certificatePem);
  const [leaf] = certificates;
  if (leaf === undefined) throw refuse('certificateUnreadable');
  if (!leaf.checkPrivateKey(key)) throw refuse('keyMismatch');
  return {
    thumbprintSha256: leaf.fingerprint256.replaceAll(':', '').toLowerCase(),
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    chain: certificates.map(String).join(''),
    expiresMs: Date.parse(leaf.validTo),
  };
}

/** PKCS #8 (RFC 5958) and the older form of OpenSSL. */
const encrypted = /-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/;

function readKey(pem: string, passphrase: string | undefined): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(passphrase === undefined ? { key: pem } : { key: pem, passphrase });
  } catch {
    // OpenSSL's text adds nothing that helps, and the text at fault is a secret.
    throw refuse(encrypted.test(pem) ? 'passphraseWrong' : 'keyUnreadable');
  }
  if (key.asymmetricKeyType !== 'rsa') throw refuse('keyNotRsa');
  return key;
}

function readCertificates(pem: string): readonly X509Certificate[] {
  try {
    return (pem.match(pemCertificate) ?? []).map((block) => new X509Certificate(block));
  } catch {
    throw refuse('certificateUnreadable');
  }
}

type Reason = 'keyUnreadable' | 'passphraseWrong' | 'keyNotRsa' | 'certificateUnreadable' | 'keyMismatch';

function refuse(reason: Reason): AuthError {
  return new AuthError({ row: authErrors[reason], kind: 'fatal' });
}
