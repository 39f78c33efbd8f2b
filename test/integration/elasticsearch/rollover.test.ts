import { describe, expect, it } from 'vitest';
import type { Document } from '../../../src/model/document.ts';
import type { Output } from '../../../src/model/output.ts';
import { dated, idsIn, type RealStream, realStream } from '../../support/real-stream.ts';

const { signal } = new AbortController();

function idsFrom(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `id-${String(at).padStart(5, '0')}`);
}

async function rollOver({ client }: RealStream, dataStream: string): Promise<void> {
  await client.indices.rollover({ alias: dataStream });
}

/** Writes in slices that are under way together; returns the sums of what became of them. */
async function writeAll(writer: Output, documents: readonly Document[], slice = 100) {
  const results = await Promise.all(
    Array.from({ length: Math.ceil(documents.length / slice) }, (_, at) =>
      writer.write(documents.slice(at * slice, (at + 1) * slice), signal),
    ),
  );
  return {
    indexed: results.reduce((sum, result) => sum + result.indexed, 0),
    duplicates: results.reduce((sum, result) => sum + result.duplicates, 0),
  };
}

describe('a data stream that rolls over', () => {
  it('holds each record once when everything is delivered again, also by a process that has just started', async (ctx) => {
    const stream = await realStream(ctx);
    const all = idsFrom(900).map((id) => dated(stream.dataStream, id));
    const { writer } = stream.newWriter();
    for (const from of [0, 300, 600]) {
      await writeAll(writer, all.slice(from, from + 300));
      await rollOver(stream, stream.dataStream);
    }
    const again = stream.newWriter();
    expect(await writeAll(again.writer, all)).toEqual({ indexed: 0, duplicates: 900 });
    expect(await writeAll(writer, all)).toEqual({ indexed: 0, duplicates: 900 });
    expect(await idsIn(stream.client, stream.dataStream)).toEqual(idsFrom(900));
  });

  it('holds each record once when it rolls over in the middle of concurrent writes of the same records', async (ctx) => {
    const stream = await realStream(ctx);
    const all = idsFrom(4_000).map((id) => dated(stream.dataStream, id));
    const { writer } = stream.newWriter({ maxActions: 150, concurrency: 4 });
    await writeAll(writer, all.slice(0, 1));
    for (const from of [0, 1_000, 2_000, 3_000]) {
      // Each part comes with the part before it, which stands behind a rollover by then.
      const part = all.slice(Math.max(0, from - 1_000), from + 1_000);
      const begun = writer.write(part.slice(0, 150), signal);
      const writes = [part, part.toReversed(), part].map((documents, at) =>
        writeAll(writer, documents, 100 - 15 * at),
      );
      await Promise.all([...writes, begun.then(() => rollOver(stream, stream.dataStream))]);
    }
    expect(await idsIn(stream.client, stream.dataStream)).toEqual(idsFrom(4_000));
    expect(await writeAll(stream.newWriter().writer, all)).toEqual({ indexed: 0, duplicates: 4_000 });
    expect(await idsIn(stream.client, stream.dataStream)).toEqual(idsFrom(4_000));
  });

  it('is looked through on its own: tenants in other namespaces have other data streams', async (ctx) => {
    const stream = await realStream(ctx);
    const other = `logs-${stream.dataset}-fabrikam`;
    const both = [stream.dataStream, other].flatMap((name) => idsFrom(50).map((id) => dated(name, id)));
    const { writer } = stream.newWriter();
    expect(await writeAll(writer, both)).toEqual({ indexed: 100, duplicates: 0 });
    await rollOver(stream, other);
    expect(await writeAll(writer, both)).toEqual({ indexed: 0, duplicates: 100 });
    expect(await idsIn(stream.client, stream.dataStream)).toEqual(idsFrom(50));
    expect(await idsIn(stream.client, other)).toEqual(idsFrom(50));
  });

  it('takes new documents while an earlier index is closed or gone', async (ctx) => {
    const stream = await realStream(ctx);
    const { writer } = stream.newWriter();
    const indices: string[] = [];
    for (const from of [0, 10]) {
      await writeAll(
        writer,
        idsFrom(20)
          .slice(from, from + 10)
          .map((id) => dated(stream.dataStream, id)),
      );
      const { old_index } = await stream.client.indices.rollover({ alias: stream.dataStream });
      indices.push(old_index);
    }
    const [first = '', second = ''] = indices;
    await stream.client.indices.delete({ index: first });
    await stream.client.indices.close({ index: second });
    const { writer: late, lookupsRefused } = stream.newWriter();
    const fresh = ['new-1', 'new-2'].map((id) => dated(stream.dataStream, id));
    expect(await writeAll(late, fresh)).toEqual({ indexed: 2, duplicates: 0 });
    expect(lookupsRefused.map(({ index }) => index)).toEqual([second]);
  });
});
