import { hash } from 'node:crypto';

/** More names than this that come down to one are no accident. */
const FEW = 4;

/**
 * A name like `base` that is not taken: `base` itself, with a few underscores, or with a digest of the `name` that it stands for.
 * The digest keeps ten thousand names that all come down to one from being tried against each other.
 */
export function freeName(name: string, base: string, isTaken: (candidate: string) => boolean): string {
  let free = base;
  for (let tries = 0; tries < FEW && isTaken(free); tries++) free += '_';
  // As JSON text lone surrogates differ; as UTF-8 they are all the same.
  if (isTaken(free)) free = `${base}_${hash('sha1', JSON.stringify(name), 'hex').slice(0, 16)}`;
  while (isTaken(free)) free += '_';
  return free;
}
