import type { ProxyRules } from './proxy-rules.ts';

/** How connections to one service are made. Empty: directly, and by Node's own trust. */
export interface Network {
  /** The certificates to trust, PEM; absent for Node's own. */
  readonly trustedCertificates?: readonly string[] | undefined;
  /** Absent: all connections are direct. */
  readonly proxies?: ProxyRules | undefined;
  /** True: whoever answers is believed, whatever certificate it shows. */
  readonly unverified?: boolean | undefined;
  /** What proves this side in TLS. */
  readonly clientCertificate?: ClientCertificate | undefined;
}

/** A certificate with its private key, PEM. */
export interface ClientCertificate {
  readonly certificate: string;
  readonly privateKey: string;
  readonly passphrase: string | undefined;
}
