import { X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { describe, expect, it } from 'vitest';
import { readCertificatePair } from '../../../src/auth/certificate-pair.ts';
import { readPfx } from '../../../src/auth/pfx.ts';
import { everythingPrinted } from '../../support/everything-printed.ts';
import { appCertificate, type PemPair } from '../../support/localhost-certificate.ts';

const pair = await appCertificate();
const issuer = await appCertificate();

function pfx(
  { certificate, privateKey }: PemPair,
  passphrase: string,
  algorithm: '3des' | 'aes256',
  chain: readonly string[] = [certificate],
): Buffer {
  const key = forge.pki.privateKeyFromPem(privateKey);
  const certificates = chain.map((pem) => forge.pki.certificateFromPem(pem));
  const asn1 = forge.pkcs12.toPkcs12Asn1(key, certificates, passphrase, { algorithm });
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('readPfx', () => {
  it.each(['3des', 'aes256'] as const)('reads what was encrypted with %s', (algorithm) => {
    const read = readPfx(pfx(pair, 'open sesame', algorithm), 'open sesame');

    expect(read.thumbprintSha256).toBe(
      readCertificatePair(pair.certificate, pair.privateKey).thumbprintSha256,
    );
    expect(read.privateKey).toContain('BEGIN PRIVATE KEY');
    expect(read.expiresMs).toBe(Date.parse(new X509Certificate(pair.certificate).validTo));
  });

  it('finds the certificate of the key, wherever it stands in the chain', () => {
    const read = readPfx(pfx(pair, 'p', 'aes256', [issuer.certificate, pair.certificate]), 'p');

    expect(read.thumbprintSha256).toBe(
      readCertificatePair(pair.certificate, pair.privateKey).thumbprintSha256,
    );
    expect(read.chain.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  });

  it('takes a file without a passphrase', () => {
    expect(readPfx(pfx(pair, '', 'aes256')).expiresMs).toBeGreaterThan(0);
  });

  it('refuses a wrong passphrase and what is no PFX, each with its own code, and shows neither', () => {
    const wrong = thrownBy(() => readPfx(pfx(pair, 'right-one', 'aes256'), 'wrong-one'));
    const broken = thrownBy(() => readPfx(Buffer.from('no PFX'), 'wrong-one'));
    const foreign = thrownBy(() => readPfx(pfx(pair, 'p', 'aes256', [issuer.certificate]), 'p'));

    expect(wrong).toMatchObject({ code: 'AUTH_PASSPHRASE_WRONG' });
    expect(broken).toMatchObject({ code: 'AUTH_PFX_UNREADABLE' });
    expect(foreign).toMatchObject({ code: 'AUTH_KEY_MISMATCH' });
    expect(everythingPrinted(wrong) + everythingPrinted(broken)).not.toMatch(/wrong-one|right-one/);
  });
});
