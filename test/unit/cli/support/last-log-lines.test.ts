import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lastLogLines } from '../../../../src/cli/support/last-log-lines.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

/** Five megabytes in a few lines, the first of which is cut in its middle. */
const long = ['first', 'second', 'third'].map((word) => word.repeat(350_000)).join('\n');

it('leaves out a line that is cut at its beginning', () => {
  const file = join(tempFolder(), 'log');
  writeFileSync(file, `${long}\nlast\n`);

  expect(lastLogLines(file).map((line) => String(line).slice(0, 6))).toEqual(['second', 'thirdt', 'last']);
});

it('does the same with a pipe that stands in the place of a file', () => {
  const folder = tempFolder();
  const [pipe, file] = [join(folder, 'pipe'), join(folder, 'log')];
  writeFileSync(file, `${long}\n{"message":"last","password":"p"}\n`);
  execFileSync('mkfifo', [pipe]);
  spawn('sh', ['-c', `cat "${file}" > "${pipe}"`], { stdio: 'ignore' });

  const lines = lastLogLines(pipe);

  expect(lines).toHaveLength(3);
  expect(lines.at(-1)).toEqual({ message: 'last', password: '[redacted]' });
});
