import { hash } from 'node:crypto';

/**
 * `_id` of the document of a record: standard Base64 of SHA-1 over one zero byte and the record's `Id` in UTF-8, which is
 * what the fingerprint processor of Elastic's own integration computes; a record that both collect is one document.
 * Record 99d005e6-a4c6-46fd-117c-08d7abeceab5 has FdMRfzslXRhxJiV6FyF/eMCMxdI=.
 */
export function documentId(recordId: string): string {
  return hash('sha1', `\0${recordId}`, 'base64');
}
