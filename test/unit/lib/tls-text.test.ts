import { expect, it } from 'vitest';
import { plainTlsText } from '../../../src/lib/tls-text.ts';

it.each([
  [
    '404DE643767F0000:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../deps/openssl/ssl/record/methods/tlsany_meth.c:77:\n',
    'wrong version number: what answers there does not speak TLS',
  ],
  [
    'EPROTO: write EPROTO 40:error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:../deps/x.c:1:SSL alert number 40\n',
    'EPROTO: write EPROTO sslv3 alert handshake failure SSL alert number 40',
  ],
  [
    'unable to verify the first certificate; if the root CA is installed locally, try running Node.js with --use-system-ca',
    'unable to verify the first certificate',
  ],
  ['connect ECONNREFUSED 127.0.0.1:9', 'connect ECONNREFUSED 127.0.0.1:9'],
])('%s is told as %s', (text, plain) => {
  expect(plainTlsText(text)).toBe(plain);
});
