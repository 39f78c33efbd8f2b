const longest = 400;

/**
 * What a service said, fit to be shown: it may repeat what it was sent, and it may be long.
 * @param secrets blotted out, and before the text is shortened: half a token is a secret too
 */
export function quotable(text: string, secrets: readonly string[]): string {
  const clean = secrets
    .filter((secret) => secret !== '')
    .reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text);
  return clean.length > longest ? `${clean.slice(0, longest)}…` : clean;
}
