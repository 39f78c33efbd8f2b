import { copyText, type Draft } from '../draft.ts';
import { extensionOf, fileNameOf } from '../parse/url-parts.ts';

/** A path on a device or a share: with a drive, or beginning with slashes. */
const PATH = /^(?:[a-z]:[\\/]|\\\\|\/)/i;

/** file.* and url.original of a member that names a file: by its address, its path, or its bare name. */
export function mapNamedFile(draft: Draft, member: string): void {
  const named = copyText(draft, member);
  if (named === undefined) return;
  const file = { ...draft.document.file };
  if (/^https?:\/\//i.test(named)) {
    draft.document.url = { original: named, ...draft.document.url };
  } else if (PATH.test(named)) {
    file.path ??= named;
  } else if (extensionOf(named) === undefined) {
    return;
  }
  const name = fileNameOf(named);
  if (name !== undefined) file.name ??= name;
  const extension = extensionOf(named);
  if (extension !== undefined) file.extension ??= extension;
  if (Object.keys(file).length > 0) draft.document.file = file;
}
