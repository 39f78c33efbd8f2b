import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Output } from '../../../../src/model/output.ts';
import { type FileOutputOptions, openFileOutput } from '../../../../src/output/file/file-output.ts';
import type { AppendableFile, OpenFile } from '../../../../src/output/file/stream-files.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { document, documents, writerParts } from '../../../support/writer-parts.ts';

const never = new AbortController().signal;
const STREAM = 'logs-o365.audit-default';

interface Rig {
  readonly path: string;
  readonly output: Output;
  readonly retried: readonly { readonly reason: string; readonly documents: number }[];
  readonly slept: readonly number[];
}

async function rig(changes: Partial<FileOutputOptions> = {}, path = tempFolder()): Promise<Rig> {
  const { options, retried, slept } = writerParts('http://unused');
  const { retry, retryForMs, clock, sleep, events } = options;
  const output = await openFileOutput({
    path,
    maxFileBytes: 1 << 20,
    retry,
    retryForMs,
    clock,
    sleep,
    events,
    ...changes,
  });
  onTestFinished(() => output.close());
  return { path, output, retried, slept };
}

/** Everything in the folder but the lock. */
function ndjsonFiles(path: string): string[] {
  return readdirSync(path)
    .filter((name) => name !== '.lock')
    .toSorted();
}

/** All lines of the folder's files, in their order, and checked to be whole. */
function lines(path: string): string[] {
  const text = readdirSync(path)
    .toSorted()
    .map((name) => readFileSync(join(path, name), 'utf8'))
    .join('');
  expect(text === '' || text.endsWith('\n')).toBe(true);
  return text.split('\n').slice(0, -1);
}

function ids(path: string): unknown[] {
  return lines(path).map((line) => (JSON.parse(line) as { _id: unknown })._id);
}

/** What a disk does that fails now and then: `fault` is asked before each operation and may give an error. */
function faulty(fault: (operation: keyof AppendableFile) => string | undefined, partialBytes = 5): OpenFile {
  const check = (operation: keyof AppendableFile): void => {
    const code = fault(operation);
    if (code !== undefined) throw Object.assign(new Error(`${code}: made up`), { code });
  };
  return async (path, flags) => {
    const file = await open(path, flags);
    return {
      appendFile: async (data) => {
        try {
          check('appendFile');
        } catch (error) {
          await file.appendFile(data.subarray(0, partialBytes));
          throw error;
        }
        await file.appendFile(data);
      },
      datasync: async () => {
        check('datasync');
        await file.datasync();
      },
      stat: () => file.stat(),
      truncate: async (length) => {
        check('truncate');
        await file.truncate(length);
      },
      close: () => file.close(),
    };
  };
}

describe('what it writes', () => {
  it('writes a line for each document, its text untouched, in a file of its data stream', async () => {
    const { path, output } = await rig();
    const odd = { id: 'a"b', dataStream: 'logs-x-other', source: Buffer.from('{"b":  1.0, "t":"\u2028é"}') };
    expect(await output.write([document('1', { a: 1 }), odd], never)).toEqual({
      indexed: 2,
      duplicates: 0,
      rejected: [],
    });
    expect(ndjsonFiles(path)).toEqual([`${STREAM}-000001.ndjson`, 'logs-x-other-000001.ndjson']);
    expect(lines(path)).toEqual([
      '{"_id":"1","_source":{"a":1}}',
      '{"_id":"a\\"b","_source":{"b":  1.0, "t":"\u2028é"}}',
    ]);
  });

  it('resolves only when the documents are synced, and lets waiting writes share a sync', async () => {
    let syncs = 0;
    const { path, output } = await rig({
      openFile: faulty((operation) => {
        if (operation === 'datasync') syncs += 1;
        return undefined;
      }),
    });
    const writes = Array.from({ length: 20 }, (_, at) => output.write(documents(5, `w${at}-`), never));
    await writes[0];
    expect(syncs).toBe(1);
    await Promise.all(writes);
    expect(ids(path)).toHaveLength(100);
    expect(syncs).toBe(1);
    await output.write(documents(1, 'later'), never);
    expect(syncs).toBe(2);
  });

  it('begins a new file before one grows too long, and goes on there after a restart', async () => {
    const path = tempFolder();
    for (const prefix of ['a', 'b', 'c']) {
      const { output } = await rig({ maxFileBytes: 200 }, path);
      await output.write(documents(9, prefix), never);
      await output.close();
    }
    const names = ndjsonFiles(path);
    expect(names.length).toBeGreaterThan(3);
    expect(names.at(-1)).toBe(`${STREAM}-${String(names.length).padStart(6, '0')}.ndjson`);
    expect(Math.max(...names.map((name) => statSync(join(path, name)).size))).toBeLessThanOrEqual(200);
    expect(new Set(ids(path)).size).toBe(27);
  });

  it('counts a document that is there already as a duplicate, also within one write', async () => {
    const { path, output } = await rig();
    const twice = [document('x'), document('y'), document('x')];
    expect(await output.write(twice, never)).toMatchObject({ indexed: 2, duplicates: 1 });
    expect(await output.write(twice, never)).toMatchObject({ indexed: 0, duplicates: 3 });
    const both = await Promise.all([
      output.write([document('z')], never),
      output.write([document('z')], never),
    ]);
    expect(both.map(({ indexed, duplicates }) => [indexed, duplicates])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(ids(path)).toEqual(['x', 'y', 'z']);
  });
});

describe('after a crash', () => {
  it('cuts off a line that was not finished, and knows what was written before', async () => {
    const { path, output } = await rig();
    await output.write(documents(3), never);
    await output.close();
    appendFileSync(join(path, `${STREAM}-000001.ndjson`), '{"_id":"d3","_source":{"id":"d');
    const again = await rig({}, path);
    expect(await again.output.write(documents(5), never)).toMatchObject({ indexed: 2, duplicates: 3 });
    expect(ids(path)).toEqual(['d0', 'd1', 'd2', 'd3', 'd4']);
  });

  it('cuts off an unfinished line that is longer than any buffer', async () => {
    const { path, output } = await rig();
    await output.write(documents(2), never);
    await output.close();
    appendFileSync(join(path, `${STREAM}-000001.ndjson`), 'x'.repeat(3_000_000));
    await rig({}, path);
    expect(ids(path)).toEqual(['d0', 'd1']);
  });

  it('reads the ids of long lines and of several files back', async () => {
    const { path, output } = await rig({ maxFileBytes: 3 << 20 });
    const long = Array.from({ length: 5 }, (_, at) =>
      document(`l${at}`, { text: 'y'.repeat(1_200_000 + at) }),
    );
    await output.write(long, never);
    await output.close();
    expect(ndjsonFiles(path).length).toBeGreaterThan(1);
    const again = await rig({ maxFileBytes: 3 << 20 }, path);
    expect(await again.output.write(long, never)).toMatchObject({ indexed: 0, duplicates: 5 });
  });

  it('reads back no more than it is told to', async () => {
    const { path, output } = await rig();
    await output.write(documents(100), never);
    await output.close();
    const again = await rig({ recoverBytes: 300 }, path);
    const { indexed, duplicates } = await again.output.write(documents(100), never);
    expect(duplicates).toBeGreaterThan(0);
    expect(duplicates * 30).toBeLessThanOrEqual(300);
    expect(indexed + duplicates).toBe(100);
  });

  it('begins no file that is there already', async () => {
    const { path, output } = await rig({ maxFileBytes: 200 });
    await output.write(documents(2, 'a'), never);
    const restored = join(path, `${STREAM}-000002.ndjson`);
    writeFileSync(restored, '{"_id":"archived","_source":{}}\n');
    await output.write(documents(20, 'b'), never);
    expect(readFileSync(restored, 'utf8')).toContain('archived');
    expect(ids(path)).toHaveLength(23);
  });

  it('leaves files of others alone', async () => {
    const path = tempFolder();
    writeFileSync(join(path, 'notes.txt'), 'half a line');
    await rig({}, path);
    expect(readFileSync(join(path, 'notes.txt'), 'utf8')).toBe('half a line');
  });
});

describe('a disk that fails', () => {
  it.each([
    ['there is no space', 'appendFile', 'ENOSPC', 'FILE_OUTPUT_FULL'],
    ['the quota is used up', 'appendFile', 'EDQUOT', 'FILE_OUTPUT_FULL'],
    ['a sync fails', 'datasync', 'EIO', 'FILE_OUTPUT_FAILED'],
    ['a file cannot be opened as it should', 'truncate', 'EROFS', 'FILE_OUTPUT_FAILED'],
  ] as const)('is tried again when %s, and half a line never stays', async (_, operation, code, row) => {
    let failures = 0;
    const { path, output, retried } = await rig({
      openFile: faulty((at) => (at === operation && failures++ < 3 ? code : undefined)),
    });
    expect(await output.write(documents(4), never)).toEqual({ indexed: 4, duplicates: 0, rejected: [] });
    expect(ids(path)).toEqual(['d0', 'd1', 'd2', 'd3']);
    expect(retried.length).toBeGreaterThan(0);
    expect(retried[0]?.reason).toContain(`${row}: ${code}`);
  });

  it('keeps what was written before, whatever fails after it', async () => {
    let failing = false;
    const { path, output, slept } = await rig({
      openFile: faulty(() => (failing ? 'EIO' : undefined)),
      retryForMs: 10_000,
    });
    await output.write(documents(2, 'before'), never);
    failing = true;
    await expect(output.write(documents(2, 'during'), never)).rejects.toMatchObject({
      code: 'FILE_OUTPUT_FAILED',
      message: expect.stringContaining('EIO'),
    });
    expect(slept.length).toBeGreaterThan(0);
    failing = false;
    await output.write(documents(2, 'after'), never);
    expect(ids(path)).toEqual(['before0', 'before1', 'after0', 'after1']);
  });

  it('goes on in a new file when the one that it failed in was moved away to make room', async () => {
    let full = false;
    const elsewhere = join(tempFolder(), 'moved.ndjson');
    const { path, output } = await rig({
      openFile: faulty((operation) => {
        if (!full || operation !== 'appendFile') return undefined;
        full = false;
        renameSync(join(path, `${STREAM}-000001.ndjson`), elsewhere);
        return 'ENOSPC';
      }),
    });
    await output.write(documents(2, 'before'), never);
    full = true;
    await output.write(documents(2, 'after'), never);

    expect(readFileSync(elsewhere, 'utf8').split('\n')).toHaveLength(3);
    expect(ids(path)).toEqual(['after0', 'after1']);
  });

  it('leaves no half line behind, also where the next document goes into another file', async () => {
    let failing = false;
    const { path, output, retried } = await rig({
      maxFileBytes: 120,
      openFile: faulty((operation) => (failing && operation !== 'datasync' ? 'EIO' : undefined)),
    });
    await output.write(documents(2), never);
    failing = true;
    const abort = new AbortController();
    const given = output.write([document('up')], abort.signal);
    while (retried.length < 1) await new Promise((resolve) => setImmediate(resolve));
    abort.abort(new Error('stop'));
    await expect(given).rejects.toThrow('stop');
    failing = false;
    await output.write([document('long', { text: 'x'.repeat(60) })], never);

    expect(ndjsonFiles(path)).toHaveLength(2);
    expect(ids(path)).toEqual(['d0', 'd1', 'long']);
  });

  it('lets a write go when its signal aborts', async () => {
    const { path, output, retried } = await rig({
      openFile: faulty((operation) => (operation === 'appendFile' ? 'ENOSPC' : undefined)),
    });
    const abort = new AbortController();
    const write = output.write(documents(2), abort.signal);
    while (retried.length < 2) await new Promise((resolve) => setImmediate(resolve));
    abort.abort(new Error('stop'));
    await expect(write).rejects.toThrow('stop');
    await output.close();
    expect(ids(path)).toEqual([]);
  });

  it.each([
    ['deleted', (file: string) => rmSync(file)],
    ['moved away', (file: string) => renameSync(file, join(tempFolder(), 'moved.ndjson'))],
  ])('acknowledges nothing into a file that was %s, and goes on in one of another name', async (_, act) => {
    const { path, output } = await rig();
    await output.write(documents(2, 'before'), never);
    act(join(path, `${STREAM}-000001.ndjson`));
    expect(await output.write(documents(2, 'after'), never)).toMatchObject({ indexed: 2 });
    expect(await output.write(documents(2, 'later'), never)).toMatchObject({ indexed: 2 });
    expect(ndjsonFiles(path)).toEqual([`${STREAM}-000002.ndjson`]);
    expect(ids(path)).toEqual(['after0', 'after1', 'later0', 'later1']);
  });

  it('waits for a folder that is gone, and goes on when it is back', async () => {
    const path = join(tempFolder(), 'out');
    const { output, retried } = await rig({}, path);
    await output.write(documents(1, 'before'), never);
    rmSync(path, { recursive: true });
    const write = output.write(documents(2, 'after'), never);
    while (retried.length < 2) await new Promise((resolve) => setImmediate(resolve));
    mkdirSync(path);
    expect(await write).toMatchObject({ indexed: 2 });
    expect(ids(path)).toEqual(['after0', 'after1']);
  });

  it('leaves no hole in a file that was emptied while it was written to', async () => {
    let failing = false;
    const { path, output } = await rig({
      openFile: faulty((operation) => {
        if (!failing || operation !== 'appendFile') return undefined;
        failing = false;
        return 'EIO';
      }),
    });
    await output.write(documents(20, 'before'), never);
    truncateSync(join(path, `${STREAM}-000001.ndjson`));
    failing = true;
    await output.write(documents(2, 'after'), never);
    expect(ids(path)).toEqual(['after0', 'after1']);
  });

  it('says at once that a folder cannot be used', async () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    await expect(rig({}, join(file, 'out'))).rejects.toMatchObject({ code: 'FILE_OUTPUT_UNUSABLE' });
    await expect(rig({}, file)).rejects.toMatchObject({
      code: 'FILE_OUTPUT_UNUSABLE',
      message: expect.stringContaining('ENOTDIR'),
    });
  });

  it('says at once that a folder is read-only', async (ctx) => {
    if (process.getuid?.() === 0) ctx.skip('root may write everywhere');
    const folder = join(tempFolder(), 'locked');
    mkdirSync(folder);
    chmodSync(folder, 0o500);
    await expect(rig({}, folder)).rejects.toMatchObject({
      code: 'FILE_OUTPUT_UNUSABLE',
      message: expect.stringContaining('EACCES'),
    });
  });
});

it('is the only one that writes to its folder, until it is closed', async () => {
  const { path, output } = await rig();
  await expect(rig({}, path)).rejects.toMatchObject({
    code: 'FILE_OUTPUT_LOCKED',
    message: expect.stringContaining(path),
  });
  await output.close();
  const { output: next } = await rig({}, path);
  expect(await next.write(documents(2), never)).toMatchObject({ indexed: 2 });
});

it('goes without a lock where the file system has none, so that each file looks locked', async () => {
  const { path, output } = await rig({ lockFile: () => null });
  expect(await output.write(documents(2), never)).toMatchObject({ indexed: 2 });
  expect(readdirSync(path)).toEqual([`${STREAM}-000001.ndjson`]);
});

it('takes up files whose encoded name just fits a file system', async () => {
  const dataStream = `logs-o365.audit-${'部'.repeat(25)}`;
  const path = tempFolder();
  const name = `${encodeURIComponent(dataStream)}-000001.ndjson`;
  writeFileSync(join(path, name), '{"_id":"known","_source":{}}\n');
  const { output } = await rig({}, path);
  const document = { id: 'known', dataStream, source: Buffer.from('{}') };
  expect(await output.write([document], never)).toMatchObject({ indexed: 0, duplicates: 1 });
});

describe('closing', () => {
  it('waits for what is being written, and takes nothing after that', async () => {
    const { path, output } = await rig();
    const write = output.write(documents(3), never);
    await output.close();
    expect((await write).indexed).toBe(3);
    expect(ids(path)).toHaveLength(3);
    await expect(output.write(documents(1), never)).rejects.toThrow('closed');
  });
});
