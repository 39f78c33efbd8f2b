/** A user agent begins with a program and its version: `Outlook-iOS/2.0`, `Mozilla/5.0 (...)`. */
const PRODUCT = /^[\w.+-]{1,100}\/v?\d/;
const KEY = /^\s*([A-Za-z]\w{0,40})=/;

/**
 * The user agent in a ClientInfoString of Exchange: `Client=OWA;Mozilla/5.0 (Windows NT 10.0; Win64)`,
 * `Client=ActiveSync;UserAgent=Apple-iPhone14C5/2105.219;Action=...`; undefined where there is none (`Client=REST;;`). Parts of a
 * user agent are separated by semicolons too; it ends before the next `key=`.
 */
export function userAgentOfClientInfo(text: string): string | undefined {
  if (!text.startsWith('Client=')) return undefined;
  const [, ...parts] = text.split(';');
  const named = parts.findIndex((part) => KEY.exec(part)?.[1] === 'UserAgent');
  const start = named === -1 ? 0 : named;
  const [first = '', ...rest] = parts.slice(start);
  const end = rest.findIndex((part) => KEY.test(part));
  const whole = [
    named === -1 ? first : first.slice(first.indexOf('=') + 1),
    ...(end === -1 ? rest : rest.slice(0, end)),
  ];
  const agent = whole
    .join(';')
    .replace(/[;\s]{1,20}$/, '')
    .trim();
  return PRODUCT.test(agent) ? agent : undefined;
}
