import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSignInStore, signInPath } from '../../../src/auth/sign-in-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';

describe('a store of sign-ins', () => {
  it('keeps, replaces and forgets, for its owner alone', () => {
    const folder = join(tempFolder(), 'state');
    const path = signInPath(join(folder, 'checkpoint.db'), 'tenant', 'app');
    const store = createSignInStore(path);

    expect(store.read()).toBeNull();
    store.write('first');
    chmodSync(path, 0o644);
    store.write('second');

    expect(store.read()).toBe('second');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['sign-in-tenant-app.json']);
    expect([store.forget(), store.forget()]).toEqual([true, false]);
    expect(store.read()).toBeNull();
  });

  it('says which file it cannot use, and leaves nothing behind', () => {
    const folder = tempFolder();
    const taken = join(folder, 'sign-in.json');
    mkdirSync(taken);
    writeFileSync(join(folder, 'file'), '');

    expect(() => createSignInStore(taken).read()).toThrow(
      expect.objectContaining({ code: 'AUTH_STORE_UNUSABLE' }),
    );
    expect(() => createSignInStore(taken).write('x')).toThrow(taken);
    expect(() => createSignInStore(join(folder, 'file', 'below.json')).write('x')).toThrow('below.json');
    expect(readdirSync(folder).toSorted()).toEqual(['file', 'sign-in.json']);
  });
});
