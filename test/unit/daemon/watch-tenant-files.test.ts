import { describe, expect, it } from 'vitest';
import type { TenantConfig } from '../../../src/config/config.ts';
import type { TenantFilesFound } from '../../../src/config/tenant-files.ts';
import type { PlacedTenant } from '../../../src/daemon/tenant-run.ts';
import { watchTenantFiles } from '../../../src/daemon/watch-tenant-files.ts';
import { MINIMAL, parse } from '../config/config-text.ts';

const [contoso] = parse(MINIMAL).tenants;
if (contoso === undefined) throw new Error('no tenant');
const found = (tenants: Readonly<Record<string, TenantConfig>>): TenantFilesFound => ({
  tenants: new Map(Object.entries(tenants)),
  problems: [],
});

/** Follows the folder through these looks; an error is thrown. Returns what was begun and ended, in order. */
async function follow(listed: readonly PlacedTenant[], looks: readonly (TenantFilesFound | Error)[]) {
  const members = new Map(listed.map((one) => [one.place, one]));
  const done: string[] = [];
  const errors: string[] = [];
  const stop = new AbortController();
  let next = 0;
  await watchTenantFiles(
    {
      files: {
        look() {
          const look = looks[next];
          next += 1;
          if (next >= looks.length) stop.abort();
          if (look instanceof Error || look === undefined) throw look ?? new Error('no more');
          return look;
        },
      },
      tenants: {
        placed: () => [...members.values()],
        start(all) {
          for (const one of all) {
            done.push(`start ${one.place}`);
            members.set(one.place, one);
          }
        },
        async stop(place) {
          await Promise.resolve();
          done.push(`stop ${place}`);
          members.delete(place);
        },
      },
      logger: { info: () => undefined, error: (_: object, text?: string) => void errors.push(text ?? '') },
      sleep: () => Promise.resolve(),
    },
    stop.signal,
  );
  return { done, errors };
}

describe('the folder of tenants', () => {
  it('is followed: what comes is begun, what changes begins anew, what goes ends', async () => {
    const changed = { ...contoso, name: 'changed' };
    const { done } = await follow(
      [],
      [
        found({ a: contoso }),
        found({ a: contoso, b: contoso }),
        found({ a: changed, b: contoso }),
        found({ a: changed }),
      ],
    );

    expect(done).toEqual(['start a', 'start b', 'stop a', 'start a', 'stop b']);
  });

  it('leaves the tenants of the list alone', async () => {
    const { done } = await follow([{ place: 'tenants[0]', tenant: contoso }], [found({}), found({})]);

    expect(done).toEqual([]);
  });

  it('ends nothing while it cannot be read, and says so once', async () => {
    const gone = new Error('gone');
    const { done, errors } = await follow([], [found({ a: contoso }), gone, gone, found({ a: contoso })]);

    expect(done).toEqual(['start a']);
    expect(errors).toHaveLength(1);
  });
});
