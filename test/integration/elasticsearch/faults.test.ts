import { describe, expect, it, onTestFinished } from 'vitest';
import { dated, idsIn, type RealStream, realStream } from '../../support/real-stream.ts';
import { waitUntil } from '../../support/wait-until.ts';

const { signal } = new AbortController();

/** Writes one document while something is wrong, puts it right after two attempts, and expects the document to be there. */
async function writeThrough(
  stream: RealStream,
  code: string,
  putRight: () => Promise<unknown>,
): Promise<void> {
  const { writer, retried, inSafeForm } = stream.newWriter();
  const write = writer.write([dated(stream.dataStream, 'held')], signal);
  await waitUntil('two attempts', () => retried.length >= 2);
  await putRight();
  expect(await write).toEqual({ indexed: 1, duplicates: 0, rejected: [] });
  expect(retried[0]?.reason).toMatch(new RegExp(`^${code}: `));
  expect(inSafeForm).toEqual([]);
}

async function written(stream: RealStream, ...ids: string[]): Promise<void> {
  const documents = ids.map((id) => dated(stream.dataStream, id));
  expect(await stream.newWriter().writer.write(documents, signal)).toMatchObject({ indexed: ids.length });
}

async function writeIndexOf({ client, dataStream }: RealStream): Promise<string> {
  const settings = await client.indices.getSettings({ index: dataStream });
  return Object.keys(settings).toSorted().at(-1) ?? '';
}

const BLOCKS = ['read_only_allow_delete', 'write', 'read_only'];

describe('what is changed under the writer: it waits, and goes on by itself', () => {
  // A disk beyond the flood stage sets the first of them.
  for (const block of BLOCKS) {
    it(`an index that is blocked: ${block}`, async (ctx) => {
      const stream = await realStream(ctx);
      const { client, dataStream: index } = stream;
      await written(stream, 'first');
      const set = (value: true | null) =>
        client.indices.putSettings({ index, settings: { [`index.blocks.${block}`]: value } });
      await set(true);
      await writeThrough(stream, 'ELASTICSEARCH_BLOCKED', () => set(null));
      expect(await idsIn(client, index)).toEqual(['first', 'held']);
    });
  }

  it('an index that is closed', async (ctx) => {
    const stream = await realStream(ctx);
    await written(stream, 'first');
    const index = await writeIndexOf(stream);
    await stream.client.indices.close({ index });
    await writeThrough(stream, 'ELASTICSEARCH_DATA_STREAM_UNUSABLE', () =>
      stream.client.indices.open({ index, wait_for_active_shards: 1 }),
    );
    expect(await idsIn(stream.client, stream.dataStream)).toEqual(['first', 'held']);
  });

  it('an index template that is deleted, before there is a data stream', async (ctx) => {
    const stream = await realStream(ctx);
    const name = `m365-audit-${stream.dataset}`;
    await stream.client.indices.deleteIndexTemplate({ name });
    await writeThrough(stream, 'ELASTICSEARCH_DATA_STREAM_MISSING', () => stream.setup());
    expect(await writeIndexOf(stream)).toMatch(/^\.ds-/);
  });

  it('an index template that is overwritten by one for plain indices', async (ctx) => {
    const stream = await realStream(ctx);
    const name = `plain-${stream.dataset}`;
    await stream.client.indices.putIndexTemplate({
      name,
      index_patterns: [stream.dataStream],
      priority: 900,
    });
    onTestFinished(async () => {
      await stream.client.indices.deleteIndexTemplate({ name }, { ignore: [404] });
    });
    await writeThrough(stream, 'ELASTICSEARCH_DATA_STREAM_MISSING', () =>
      stream.client.indices.deleteIndexTemplate({ name }),
    );
    expect(await writeIndexOf(stream)).toMatch(/^\.ds-/);
  });

  it('a plain index in the place of the data stream', async (ctx) => {
    const stream = await realStream(ctx);
    const { client, dataStream: index, dataset } = stream;
    const name = `plain-${dataset}`;
    await client.indices.putIndexTemplate({ name, index_patterns: [index], priority: 900 });
    await client.indices.create({ index });
    await client.indices.deleteIndexTemplate({ name });
    await writeThrough(stream, 'ELASTICSEARCH_DATA_STREAM_MISSING', () => client.indices.delete({ index }));
    expect(await writeIndexOf(stream)).toMatch(/^\.ds-/);
  });
});
