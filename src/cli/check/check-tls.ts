import { resolveCloud } from '../../auth/clouds.ts';
import type { Config } from '../../config/config.ts';
import { daemonErrors } from '../../daemon/errors.ts';
import type { Networks, Service } from '../../daemon/networks.ts';
import { CodedError } from '../../lib/coded-error.ts';
import { type PeerCertificate, peerCertificate } from '../../lib/peer-certificate.ts';
import { proxyChooser } from '../../lib/proxy-rules.ts';
import { cliErrors } from '../errors.ts';
import { ok, problem, type Verdict } from './verdict.ts';

const timeoutMs = 10_000;

interface Target {
  readonly service: Service;
  readonly url: string;
}

/** Whose certificates answer at each service, over which proxy, and what is not verified. */
export async function checkTls(config: Config, networks: Networks, signal: AbortSignal): Promise<Verdict[]> {
  const found = await Promise.all(
    targetsOf(config).map(async (target) => {
      const peer = await peerCertificate(target.url, networks[target.service], { timeoutMs, signal });
      const isVerified = !config.tls.insecure_skip_verify.includes(target.service);
      return [...proxyVerdict(target, config), ...tlsVerdict(target, peer, isVerified)];
    }),
  );
  return found.flat();
}

/** Nothing, where no certificate was shown: the requests tell why. */
function tlsVerdict(target: Target, peer: PeerCertificate | null, isVerified: boolean): Verdict[] {
  if (isVerified) return peer === null ? [] : [judgePeer(target, peer)];
  const shown = peer === null ? undefined : factsOf(target, peer);
  const error = new CodedError(daemonErrors.tlsUnverified, shown);
  return [problem('network', `TLS to ${target.service}`, error, 'warning')];
}

function targetsOf(config: Config): readonly Target[] {
  const targets: Target[] = config.tenants.flatMap(({ cloud, endpoints }) => {
    const { loginUrl, managementUrl } = resolveCloud(cloud, endpoints);
    return [
      { service: 'login', url: new URL(loginUrl).origin },
      { service: 'management', url: new URL(managementUrl).origin },
    ] as const;
  });
  const nodes = 'elasticsearch' in config.output ? config.output.elasticsearch.nodes : [];
  for (const node of nodes) targets.push({ service: 'elasticsearch', url: new URL(node).origin });
  return [...new Map(targets.map((target) => [`${target.service} ${target.url}`, target])).values()];
}

function proxyVerdict({ service, url }: Target, { proxy }: Config): Verdict[] {
  const server = proxyChooser(proxy)(new URL(url));
  return server === null
    ? []
    : [ok('network', `way to ${service}`, `${url} through the proxy ${server.url}`)];
}

/** Codes of a certificate that is wrong in itself, whoever signed it. */
const ownFaults: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet, by the clock of this machine',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another host name',
};

/** Login and API have certificates that everybody trusts; the own cluster may have one of its own authority. */
export function judgePeer(target: Target, peer: PeerCertificate): Verdict {
  const { service } = target;
  const { issuer, refusal } = peer;
  const check = `TLS to ${service}`;
  const facts = factsOf(target, peer);
  if (refusal === null) return ok('network', check, facts);
  const fault = ownFaults[refusal];
  if (fault !== undefined) {
    return problem('network', check, new CodedError(cliErrors.tlsCertificate, `${facts}; ${fault}`));
  }
  if (service === 'elasticsearch') {
    return problem('network', check, new CodedError(cliErrors.tlsUntrusted, `${facts} (${refusal})`));
  }
  const row = { ...cliErrors.tlsIntercepted, meaning: `TLS is intercepted by ${issuer}` };
  return problem('network', check, new CodedError(row, `${facts} (${refusal})`));
}

function factsOf({ url }: Target, { subject, issuer }: PeerCertificate): string {
  return `${url} shows the certificate ${subject}, issued by ${issuer}`;
}
