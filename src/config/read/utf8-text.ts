/** What is told of a text that was saved in another encoding, such as UTF-16 or Windows-1252. */
export const notUtf8 = {
  expected: 'text in UTF-8',
  found: 'another encoding',
  remedy: 'Save the file as UTF-8.',
} as const;

/** False where bytes of the file were no UTF-8, or were UTF-16: Node puts U+FFFD in the place of the former. */
export function isUtf8(text: string): boolean {
  return !/[\0\uFFFD]/.test(text);
}
