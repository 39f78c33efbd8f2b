const redacted = '[redacted]';

const names = [
  '(?:client|app)[_-]?secret',
  '(?:client_)?assertion',
  '(?:[a-z]+[_-]?)?token',
  'pass(?:word|wd|phrase)',
  'api[_-]?key',
  'device_code',
  'code_verifier',
  'authorization',
  'secret',
  'sig',
].join('|');

/** What shows by its form that it is a secret, whoever's it is, with what takes its place. */
const forms: readonly (readonly [form: RegExp, replacement: string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, redacted],
  // A token: JSON in Base64, and what follows it after dots.
  [/\beyJ[\w-]{8,}(\.[\w-]*)*/g, redacted],
  // The value of a client secret of Entra has its mark in a fixed place.
  [/[\w~.-]{3}\dQ~[\w~.-]{31,34}/g, redacted],
  [/\b(Bearer|Basic|ApiKey|Negotiate)\s+[\w+/=.~:-]{6,}/gi, `$1 ${redacted}`],
  // Credentials of a URL.
  [/([a-z][a-z\d+.-]*:\/\/)[^\s/?#"'<>]+@/gi, `$1${redacted}@`],
  // A parameter of a query, a form or a command, and a member of JSON within a text.
  [new RegExp(`\\b(${names})=(?!\\[redacted)[^\\s"'&,;)}]{3,}`, 'gi'), `$1=${redacted}`],
  [/([?&]code=)[^\s"'&]{3,}/gi, `$1${redacted}`],
  [new RegExp(`(\\\\?"(?:${names})\\\\?"\\s*:\\s*\\\\?")[^"\\\\]+`, 'gi'), `$1${redacted}`],
];

const secretName =
  /secret|password|passwd|passphrase|token$|api_?key|private_?key|authorization|cookie|credential$|assertion/i;

/** A text without what looks like a secret by its form: tokens, keys, credentials of URLs and of headers. */
export function withoutSecretLooks(text: string): string {
  return forms.reduce((rest, [form, replacement]) => rest.replaceAll(form, replacement), text);
}

/** Whether what stands under this name is a secret, as far as a name tells. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}
