/** The text without a leading byte order mark, which the Management API puts before some of its bodies. */
export function stripBom(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
