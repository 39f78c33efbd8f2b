import { getCACertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { trustedCertificates } from '../../../src/lib/trusted-certificates.ts';
import { localhostCertificate } from '../../support/localhost-certificate.ts';

describe('trustedCertificates', () => {
  it('leaves the choice to Node where the operator adds none', () => {
    expect(trustedCertificates(null)).toBeUndefined();
  });

  it('adds each certificate of a bundle to the defaults', async () => {
    const [one, two] = [await localhostCertificate(), await localhostCertificate()];

    const trusted = trustedCertificates(`# our own\n${one.certificate}\n# and\n${two.certificate}`) ?? [];

    expect(trusted.length).toBe(getCACertificates('default').length + 2);
    expect(trusted.slice(-2).map((pem) => pem.trim())).toEqual([
      one.certificate.trim(),
      two.certificate.trim(),
    ]);
  });

  it('refuses a text without a certificate', async () => {
    const { privateKey } = await localhostCertificate();

    expect(() => trustedCertificates(privateKey)).toThrow('holds no PEM certificate');
  });

  it('refuses a certificate that cannot be read', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----';

    expect(() => trustedCertificates(pem)).toThrow('certificate 1 cannot be read');
  });
});
