import { list, object, switchable } from '../types/compound-types.ts';
import { oneOf } from '../types/plain-types.ts';
import { proxyRules } from '../types/proxy-rules.ts';
import { accountName, certificate, proxyUrl, secret, string } from '../types/scalar-types.ts';
import { optional, withDefault } from '../types/value-type.ts';

export const tls = withDefault(
  object({
    ca: optional(certificate(), {
      about: 'Certificate authorities to trust beside the usual ones, for all outgoing connections.',
      fileExample: './ca.pem',
    }),
    insecure_skip_verify: withDefault(list(oneOf(['login', 'management', 'elasticsearch'])), [], {
      about:
        'Services whose certificate is not verified. Whoever is in between can then read secrets, tokens and records; `ca` is the safe way.',
      example: ['elasticsearch'],
    }),
  }),
  {},
  { about: 'Trust for outgoing connections.' },
);

const server = object({
  url: optional(proxyUrl(), {
    about: 'The proxy: http or https, host and port. Absent: the one that the environment names.',
    example: 'http://proxy.example.com:3128',
    fileExample: '/run/secrets/proxy_url',
  }),
  username: optional(accountName('the name of a user of the proxy'), {
    about: 'User of Basic authentication at the proxy; may also stand in the URL.',
    example: 'm365_audit',
  }),
  password: optional(secret('the password of a user of the proxy'), {
    about: 'Password of Basic authentication at the proxy.',
    example: `\${PROXY_PASSWORD}`,
    fileExample: '/run/secrets/proxy_password',
  }),
  no_proxy: optional(list(string('a host, a domain, an address or a range')), {
    about:
      'What is reached directly: hosts, domains with all below them, addresses and CIDR ranges, each with a port or without, or `*`. Absent: what NO_PROXY says.',
    example: ['elasticsearch.example.com', '.internal.example.com', '10.0.0.0/8'],
  }),
});

export const proxy = withDefault(
  proxyRules(switchable(server)),
  {},
  {
    about:
      'The proxy of all outgoing connections. Where nothing is set, HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY of the environment count; `false` connects directly whatever they say.',
  },
);
