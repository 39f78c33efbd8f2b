import { resolve } from 'node:path';
import { textInFile } from '../../lib/text-source.ts';
import { keysOf } from '../types/navigate.ts';
import { entryOf } from '../types/read-keys.ts';
import type { Keys, ValueType } from '../types/value-type.ts';
import { describeFileError } from './file-error.ts';
import type { Finding } from './problem.ts';
import { isUtf8, notUtf8 } from './utf8-text.ts';
import { toPointer, type ValuePath } from './value-path.ts';

export interface FileAccess {
  /** Folder of the configuration file; relative paths start here. */
  readonly folder: string;
  /** Content of a text file; throws where it cannot be read. */
  readonly readFile: (path: string) => string;
}

/** The data with each `<key>_file` replaced by `<key>` and the content of the file. */
export interface WithFiles {
  readonly data: unknown;
  readonly findings: readonly Finding[];
  /** Pointer of each value that came from a file, with the path of its `..._file` key. */
  readonly fileKeys: ReadonlyMap<string, ValuePath>;
  /** Pointer of each value that came from a file, with the file's absolute path. */
  readonly files: ReadonlyMap<string, string>;
}

/** Reads the files that `..._file` keys name, wherever the schema lets a file stand in for a value. */
export function readSecretFiles(root: ValueType<unknown>, data: unknown, access: FileAccess): WithFiles {
  const findings: Finding[] = [];
  const fileKeys = new Map<string, ValuePath>();
  const files = new Map<string, string>();

  function walk(type: ValueType<unknown> | undefined, value: unknown, path: ValuePath): unknown {
    if (Array.isArray(value)) {
      const item = type?.structure.kind === 'list' ? type.structure.item : undefined;
      return value.map((entry, index) => walk(item, entry, [...path, index]));
    }
    const keys = type === undefined ? undefined : keysOf(type, value);
    if (typeof value !== 'object' || value === null || keys === undefined) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]): [string, unknown] => {
        const target = fileTarget(keys, name);
        if (target !== undefined) return [target, fromFile(value, target, entry, [...path, name])];
        const type = Object.hasOwn(keys, name) ? keys[name]?.type : undefined;
        return [name, walk(type, entry, [...path, name])];
      }),
    );
  }

  function fromFile(parent: object, target: string, file: unknown, path: ValuePath): unknown {
    fileKeys.set(toPointer([...path.slice(0, -1), target]), path);
    const result = readFile(entryOf(parent, target) !== undefined, target, file, access);
    if ('content' in result) {
      files.set(toPointer([...path.slice(0, -1), target]), result.file);
      return result.content;
    }
    findings.push({ path, ...result.failure });
    return '';
  }

  return { data: walk(root, data, []), findings, fileKeys, files };
}

/** The key that `name` gives a file for; undefined where it is no `..._file` key of these. */
function fileTarget(keys: Keys, name: string): string | undefined {
  const target = name.endsWith('_file') ? name.slice(0, -'_file'.length) : '';
  return Object.hasOwn(keys, target) && keys[target]?.type.fromFile === true ? target : undefined;
}

type ReadResult =
  | { readonly content: string; readonly file: string }
  | { readonly failure: Omit<Finding, 'path'> };

/** No message shows the path: it may be a secret that stands at the wrong key. */
function readFile(valueGiven: boolean, target: string, file: unknown, access: FileAccess): ReadResult {
  const remedy = `Check path and permissions; a relative path starts at ${access.folder}.`;
  if (valueGiven) {
    const expected = `${target} or ${target}_file`;
    return { failure: { expected, found: 'both', remedy: 'Remove one of the two.', atKey: true } };
  }
  if (typeof file !== 'string' || file === '') {
    return { failure: { expected: 'the path of a file', found: 'something else', remedy } };
  }
  try {
    const path = resolve(access.folder, file);
    const content = textInFile(access.readFile(path));
    return isUtf8(content) ? { content, file: path } : { failure: notUtf8 };
  } catch (error) {
    return { failure: { expected: 'a readable file', found: describeFileError(error), remedy } };
  }
}
