/**
 * The forms in which a secret could turn up in another text: as it is, in JSON, percent-encoded in each usual way, in hex,
 * and in Base64, alone or in the midst of more, as Basic authentication and assertions have it.
 */
export function secretForms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const percent = encodeURIComponent(secret);
  const form = new URLSearchParams({ '': secret }).toString().slice(1);
  const hex = bytes.toString('hex');
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    ...[percent, form, encodeURI(secret)].flatMap((one) => [one, withLowerHex(one)]),
    hex,
    hex.toUpperCase(),
    ...[0, 1, 2].map((offset) => base64Core(bytes, offset)).flatMap((core) => [core, urlSafe(core)]),
    bytes.toString('base64'),
  ];
  return [...new Set(forms)];
}

/** Of a few bytes Base64 leaves so little that it stands in many other texts. */
const shortestCore = 6;

/** What Base64 makes of these bytes alone, where `offset` other bytes stand before them in their group of three. */
function base64Core(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const before = [0, 2, 3][offset] ?? 0;
  // The last character holds bits of what follows, unless a group ends there.
  const after = (offset + bytes.length) % 3 === 0 ? 0 : 1;
  const core = text.slice(before, text.length - after);
  return core.length < shortestCore ? '' : core;
}

function urlSafe(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}

function withLowerHex(encoded: string): string {
  return encoded.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
}
