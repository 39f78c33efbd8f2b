/**
 * A contentId in the service's own style: a time in digits twice, then the kind of content, joined by dollar signs.
 * @param sequence makes it unique within the sandbox
 */
export function contentIdFor(contentType: string, createdMs: number, sequence: number): string {
  const digits = new Date(createdMs).toISOString().replaceAll(/\D/g, '');
  const stamp = `${digits}${String(sequence % 1_000_000).padStart(6, '0')}`;
  const kind = contentType.replace('.', '_');
  return `${stamp}$${stamp}$${kind.toLowerCase()}$${kind}$na${String(Math.floor(sequence / 1_000_000)).padStart(4, '0')}`;
}

/** False for what no content list can have named; the service answers AF20052. */
export function isContentId(text: string): boolean {
  return /^\d{17,}\$\d{17,}\$[\w$]+$/.test(text);
}
