/** Whether a name, in lower case, is one of those that are meant. */
export type NameTest = (name: string) => boolean;

/**
 * Names as an operator writes them, compared as a whole and without regard to case; `*` stands for any text, also for
 * none. No other character means anything but itself.
 */
export function namesMeant(written: readonly string[]): NameTest {
  const names = written.map((name) => name.toLowerCase());
  const exact = new Set(names.filter((name) => !name.includes('*')));
  const patterns = names.filter((name) => name.includes('*')).map((pattern) => pattern.split('*'));
  return (name) => exact.has(name) || patterns.some((parts) => hasParts(name, parts));
}

/** Whether a name begins with the first part, ends with the last, and has the others between them in their order. */
function hasParts(name: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  const endsAt = name.length - last.length;
  if (endsAt < first.length || !name.startsWith(first) || !name.endsWith(last)) return false;
  let from = first.length;
  // The leftmost place of each part leaves the most room for those that follow.
  for (const part of parts.slice(1, -1)) {
    const at = name.indexOf(part, from);
    if (at < 0 || at + part.length > endsAt) return false;
    from = at + part.length;
  }
  return true;
}
