import type { Config } from '../config/config.ts';

/** Of files one group of lines is written while the next one is made. */
const fileBytes = 2 * 1024 * 1024;

/** Bytes of records that the output has use for at a time. A group of lines, or full requests and one that is being filled. */
export function gateBytes({ output }: Pick<Config, 'output'>): number {
  if ('file' in output) return fileBytes;
  const { max_bytes, concurrency } = output.elasticsearch.bulk;
  return max_bytes * (concurrency + 1);
}
