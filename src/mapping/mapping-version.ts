import { version } from '../lib/version.ts';

/** Counts the changes of the mapping that may make something of a record that was a dead letter before. */
const MAPPING_VERSION = 1;

/** The program and its mapping, such as `0.1.0+mapping.1`: dead letters keep which one could not do better. */
export function mappingVersion(): string {
  return `${version()}+mapping.${MAPPING_VERSION}`;
}
