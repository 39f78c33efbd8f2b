import type { TenantConfig } from '../../config/config.ts';

type Named = Pick<TenantConfig, 'id' | 'name'>;

/** The same value with the names of tenants in the place of their ids, for people: as `check` and the log call them. */
export function withNames<T>(value: T, tenants: readonly Named[]): T;
export function withNames(value: unknown, tenants: readonly Named[]): unknown {
  const names = new Map(tenants.flatMap(({ id, name }) => (name === undefined ? [] : [[id, name]])));
  return rename(value, names);
}

function rename(value: unknown, names: ReadonlyMap<unknown, string>): unknown {
  if (Array.isArray(value)) return value.map((entry) => rename(entry, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      key === 'tenant' ? (names.get(entry) ?? entry) : rename(entry, names),
    ]),
  );
}
