const gramLength = 4;

/** The same value with every secret in its texts blotted out; names of keys stay. @param secrets the longest first */
export function blotOut<T>(value: T, secrets: readonly string[]): T;
export function blotOut(value: unknown, secrets: readonly string[]): unknown {
  const present = possiblyIn(textsOf(value), secrets);
  return mapTexts(value, (text) => present.reduce((rest, one) => rest.replaceAll(one, '[redacted]'), text));
}

/** The same value with each of its texts replaced; names of keys stay. */
export function mapTexts(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((entry) => mapTexts(entry, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, mapTexts(entry, replace)]));
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

/**
 * The secrets that may be in the texts: of hundreds of tenants with a dozen forms for each secret, next to none is, and
 * looking for each of them in everything would take minutes.
 */
function possiblyIn(texts: readonly string[], secrets: readonly string[]): readonly string[] {
  const grams = new Set<string>();
  for (const text of texts) {
    for (let at = 0; at + gramLength <= text.length; at += 1) grams.add(text.slice(at, at + gramLength));
  }
  return secrets.filter((secret) => {
    for (let at = 0; at + gramLength <= secret.length; at += gramLength) {
      if (!grams.has(secret.slice(at, at + gramLength))) return false;
    }
    return true;
  });
}
