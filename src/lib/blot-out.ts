/** The same value with every secret in its texts blotted out; names of keys stay. @param secrets the longest first */
export function blotOut<T>(value: T, secrets: readonly string[]): T;
export function blotOut(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') {
    return secrets.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), value);
  }
  if (Array.isArray(value)) return value.map((entry) => blotOut(entry, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, blotOut(entry, secrets)]));
}
