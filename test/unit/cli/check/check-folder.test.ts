import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkFolder } from '../../../../src/cli/check/check-output.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

describe('checkFolder', () => {
  it('makes the folder and is content with it', () => {
    const folder = join(tempFolder(), 'a', 'b');

    expect(checkFolder('output', 'folder', folder)).toMatchObject({ status: 'ok' });
    expect(existsSync(folder)).toBe(true);
  });

  it('refuses a file in its place, as the daemon will', () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '', { mode: 0o777 });

    const verdict = checkFolder('output', 'folder', file);

    expect(verdict).toMatchObject({ status: 'failed', message: expect.stringContaining('ENOTDIR') });
  });
});
