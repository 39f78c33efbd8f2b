import { createRequire } from 'node:module';
import type forge from 'node-forge';
import { AuthError } from './auth-error.ts';
import { type CertificatePair, readCertificatePair } from './certificate-pair.ts';
import { authErrors } from './errors.ts';

const load = createRequire(import.meta.url);

/** Loaded for PFX files alone: it takes ten megabytes of memory. */
function library(): typeof forge {
  return load('node-forge');
}

/**
 * Reads certificate and key out of a PFX file (PKCS #12, RFC 7292), which Node can use but not take apart. Both the
 * older encryption that Windows exports with (3DES, RC2) and the newer (PBES2 with AES) are understood.
 * @throws AuthError AUTH_PFX_UNREADABLE, AUTH_PASSPHRASE_WRONG, or one of readCertificatePair
 */
export function readPfx(bytes: Buffer, passphrase = ''): CertificatePair {
  const { pkcs8ShroudedKeyBag, keyBag, certBag } = library().pki.oids;
  const pfx = open(parse(bytes), passphrase);
  const key = bagsOf(pfx, pkcs8ShroudedKeyBag)[0]?.key ?? bagsOf(pfx, keyBag)[0]?.key;
  const certificates = bagsOf(pfx, certBag).flatMap(({ cert }) => (cert == null ? [] : [cert]));
  if (key == null) throw refuse('pfxUnreadable', 'no RSA key in it');
  const privateKey = library().pki.privateKeyToPem(key);
  return readCertificatePair(leafFirst(certificates, key).map(toPem).join(''), privateKey);
}

function parse(bytes: Buffer): forge.asn1.Asn1 {
  try {
    return library().asn1.fromDer(library().util.createBuffer(bytes.toString('binary')));
  } catch {
    throw refuse('pfxUnreadable');
  }
}

/** An empty passphrase may also have been left out: exporters differ in what they then encrypt with. */
function open(asn1: forge.asn1.Asn1, passphrase: string): forge.pkcs12.Pkcs12Pfx {
  try {
    return library().pkcs12.pkcs12FromAsn1(asn1, false, passphrase);
  } catch (error) {
    const wrong = error instanceof Error && /password|MAC|decrypt/i.test(error.message);
    throw wrong ? refuse('passphraseWrong', hintOn(passphrase)) : refuse('pfxUnreadable');
  }
}

function bagsOf(pfx: forge.pkcs12.Pkcs12Pfx, bagType: string | undefined): readonly forge.pkcs12.Bag[] {
  if (bagType === undefined) return [];
  return pfx.getBags({ bagType })[bagType] ?? [];
}

/** The library encodes other characters as PBES2 does not, so that even the right passphrase opens nothing. */
function hintOn(passphrase: string): string | undefined {
  const isAscii = Buffer.byteLength(passphrase) === passphrase.length;
  return isAscii ? undefined : 'export the file again with a passphrase of ASCII characters alone';
}

/** Exporters write the chain in any order; the leaf is the one that has the key. */
function leafFirst(
  certificates: readonly forge.pki.Certificate[],
  key: forge.pki.PrivateKey,
): readonly forge.pki.Certificate[] {
  const modulus = 'n' in key ? key.n.toString(16) : '';
  const isLeaf = ({ publicKey }: forge.pki.Certificate) =>
    'n' in publicKey && publicKey.n.toString(16) === modulus;
  return [...certificates.filter(isLeaf), ...certificates.filter((one) => !isLeaf(one))];
}

function toPem(certificate: forge.pki.Certificate): string {
  return library().pki.certificateToPem(certificate);
}

function refuse(reason: 'pfxUnreadable' | 'passphraseWrong', detail?: string): AuthError {
  return new AuthError({ row: authErrors[reason], kind: 'fatal', detail });
}
