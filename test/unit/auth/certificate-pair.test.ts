import { createHash, createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCertificatePair } from '../../../src/auth/certificate-pair.ts';
import { everythingPrinted } from '../../support/everything-printed.ts';
import { appCertificate, localhostCertificate } from '../../support/localhost-certificate.ts';

const pair = await appCertificate();
const other = await appCertificate();

function codeOf(certificate: string, privateKey: string): unknown {
  try {
    return readCertificatePair(certificate, privateKey);
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}

describe('readCertificatePair', () => {
  it('takes the SHA-256 thumbprint of the certificate and its end', () => {
    const certificate = new X509Certificate(pair.certificate);

    const read = readCertificatePair(pair.certificate, pair.privateKey);

    expect(read.thumbprintSha256).toBe(createHash('sha256').update(certificate.raw).digest('hex'));
    expect(read.expiresMs).toBe(Date.parse(certificate.validTo));
  });

  it('takes key and certificate out of one file, in any order', () => {
    const file = `${pair.privateKey}\n${pair.certificate}`;

    expect(readCertificatePair(file, file)).toEqual(readCertificatePair(pair.certificate, pair.privateKey));
  });

  it('takes a PKCS #1 key', () => {
    const pkcs1 = createPrivateKey(pair.privateKey).export({ type: 'pkcs1', format: 'pem' }).toString();

    expect(readCertificatePair(pair.certificate, pkcs1)).toEqual(
      readCertificatePair(pair.certificate, pair.privateKey),
    );
  });

  it.each(['aes-256-cbc', 'des-ede3-cbc'])('takes a key that is encrypted with %s', (cipher) => {
    const key = createPrivateKey(pair.privateKey);
    const pkcs8 = key.export({ type: 'pkcs8', format: 'pem', cipher, passphrase: 'open sesame' }).toString();
    const pkcs1 = key.export({ type: 'pkcs1', format: 'pem', cipher, passphrase: 'open sesame' }).toString();
    const plain = readCertificatePair(pair.certificate, pair.privateKey);

    expect(readCertificatePair(pair.certificate, pkcs8, 'open sesame')).toEqual(plain);
    expect(readCertificatePair(pair.certificate, pkcs1, 'open sesame')).toEqual(plain);
    expect(() => readCertificatePair(pair.certificate, pkcs8, 'wrong')).toThrow(
      expect.objectContaining({ code: 'AUTH_PASSPHRASE_WRONG' }),
    );
  });

  it('keeps the issuers that follow, and believes the first certificate', () => {
    const read = readCertificatePair(`${pair.certificate}${other.certificate}`, pair.privateKey);

    expect(read.chain.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(read.thumbprintSha256).toBe(
      readCertificatePair(pair.certificate, pair.privateKey).thumbprintSha256,
    );
  });

  it('refuses what cannot be used, each with its own code', async () => {
    const ec = await localhostCertificate();
    const encrypted = createPrivateKey(pair.privateKey)
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' })
      .toString();
    const broken = '-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----';

    expect(codeOf(pair.certificate, 'no key')).toBe('AUTH_KEY_UNREADABLE');
    expect(codeOf(pair.certificate, encrypted)).toBe('AUTH_PASSPHRASE_WRONG');
    expect(codeOf(ec.certificate, ec.privateKey)).toBe('AUTH_KEY_NOT_RSA');
    expect(codeOf('no certificate', pair.privateKey)).toBe('AUTH_CERTIFICATE_UNREADABLE');
    expect(codeOf(broken, pair.privateKey)).toBe('AUTH_CERTIFICATE_UNREADABLE');
    expect(codeOf(other.certificate, pair.privateKey)).toBe('AUTH_KEY_MISMATCH');
  });

  it('never shows the key that it refuses', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const secret = pem.split('\n')[5] ?? '';
    const broken = pem.replace('MII', 'XXX');

    for (const [certificate, key] of [
      [pair.certificate, pem],
      [pair.certificate, broken],
    ] as const) {
      const error = (() => {
        try {
          return readCertificatePair(certificate, key);
        } catch (thrown) {
          return thrown;
        }
      })();
      expect(error).toBeInstanceOf(Error);
      expect(everythingPrinted(error)).not.toContain(secret);
    }
  });
});
