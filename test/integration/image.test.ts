import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { writeConfigFile } from '../support/config-file.ts';
import { replayStages } from '../support/image-stages.ts';
import { writtenDocuments } from '../support/output-files.ts';
import { sandboxForTest } from '../support/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));

describe('the image', () => {
  it('is built by its stages from what they copy, and runs with nothing else', {
    timeout: 300_000,
  }, async () => {
    const stages = replayStages(repository, tempFolder());
    const app = join(stages.get('final') ?? '', 'app');

    expect(existsSync(join(app, 'node_modules', 'vitest'))).toBe(false);
    expect(existsSync(join(app, 'node_modules', 'node'))).toBe(false);
    expect(readdirSync(app)).toEqual(
      expect.arrayContaining(['dist', 'mappings', 'pipelines', 'node_modules']),
    );

    const version = spawnSync(process.execPath, ['dist/main.js', '--version'], {
      cwd: app,
      encoding: 'utf8',
    });
    expect(version.stdout, version.stderr).toMatch(/^\d+\.\d+\.\d+\n$/);
    const example = spawnSync(
      process.execPath,
      ['dist/main.js', 'check', '--offline', '--config', 'config.example.yaml'],
      { cwd: app, encoding: 'utf8', env: { M365_CLIENT_SECRET: 'x', ES_API_KEY: 'x' } },
    );
    expect(example.status, example.stderr).toBe(0);

    const demo = spawnSync(process.execPath, ['dist/main.js', 'demo'], {
      cwd: app,
      encoding: 'utf8',
      env: { TMPDIR: join(app, 'not-there') },
    });
    expect(demo.stderr).toContain('DEMO_NEEDS_CHECKOUT');

    const folder = tempFolder();
    const sandbox = await sandboxForTest({ records: 100 });
    const config = writeConfigFile(folder, sandbox);
    const child = spawn(process.execPath, ['dist/main.js', 'run', '--once', '--config', config], {
      cwd: app,
    });
    const exitCode = await new Promise((resolve) => child.once('exit', resolve));
    expect(exitCode).toBe(0);
    expect(writtenDocuments(join(folder, 'out'))).toHaveLength(100);
  });
});
