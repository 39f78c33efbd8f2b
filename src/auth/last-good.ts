/**
 * Reads something again and again. Where that fails, what was read last serves on: files are replaced one after the
 * other, and between the two a certificate may stand beside the key of another.
 * @throws whatever `read` throws, as long as it never succeeded
 */
export function lastGood<T extends object>(read: () => T): () => T {
  let last: T | null = null;
  return () => {
    try {
      last = read();
      return last;
    } catch (error) {
      if (last === null) throw error;
      return last;
    }
  };
}
