import type { Config } from '../config/config.ts';
import type { Network } from '../lib/network.ts';
import { trustedCertificates } from '../lib/trusted-certificates.ts';

export type Service = 'login' | 'management' | 'elasticsearch';

/** How the connections to each service are made. */
export type Networks = Readonly<Record<Service, Network>>;

/** What the configuration says about proxies and TLS, for each service. */
export function networksOf(config: Pick<Config, 'tls' | 'proxy' | 'output'>): Networks {
  const { tls, proxy, output } = config;
  const common = { trustedCertificates: trustedCertificates(tls.ca ?? null), proxies: proxy };
  const to = (service: Service): Network => ({
    ...common,
    unverified: tls.insecure_skip_verify.includes(service),
  });
  const own = 'elasticsearch' in output ? output.elasticsearch.tls : {};
  const clientCertificate =
    own.certificate === undefined || own.private_key === undefined
      ? undefined
      : { certificate: own.certificate, privateKey: own.private_key, passphrase: own.passphrase };
  return {
    login: to('login'),
    management: to('management'),
    elasticsearch: { ...to('elasticsearch'), clientCertificate },
  };
}
