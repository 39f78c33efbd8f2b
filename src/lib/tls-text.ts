/** OpenSSL's own line: thread, error number, library, function, reason, file and line of its source. */
const ownLine = /[\dA-F]+:error:[\dA-F]+:SSL routines:[^:]*:([^:]+):\S*?:\d+:/g;

/** Advice for people who run Node themselves. */
const advice = '; if the root CA is installed locally, try running Node.js with --use-system-ca';

/** What Node and OpenSSL say about a connection, without what only their developers read. */
export function plainTlsText(text: string): string {
  const plain = text.replaceAll(ownLine, '$1 ').replace(advice, '').trim();
  return /(wrong version number|packet length too long)$/.test(plain)
    ? `${plain}: what answers there does not speak TLS`
    : plain;
}
