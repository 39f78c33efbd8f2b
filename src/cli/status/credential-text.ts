import { expiryStage } from '../../auth/credential-expiry.ts';
import type { TenantStatus } from '../../daemon/tenant-status.ts';

const dayMs = 24 * 3_600_000;

/** The credentials that end soon or have ended; where none does, the one that ends first. Empty where no end is known. */
export function credentialText(tenants: readonly TenantStatus[], nowMs: number): string {
  const known = tenants
    .flatMap((tenant) => (tenant.credential_expires === null ? [] : [{ ...tenant, ...endOf(tenant) }]))
    .toSorted((a, b) => a.leftMs - b.leftMs);
  const ending = known.filter(({ leftMs }) => expiryStage(leftMs) !== 'fine');
  const told = ending.length > 0 ? ending : known.slice(0, 1);
  return told.map((one) => `${line(one)}\n`).join('');

  function endOf({ credential_expires: expires }: TenantStatus) {
    return { leftMs: Date.parse(expires ?? '') - nowMs };
  }
}

function line({
  id,
  name,
  credential,
  credential_expires: expires,
  leftMs,
}: TenantStatus & { leftMs: number }) {
  const what = `${name ?? id}: the ${(credential ?? 'credential').replace('_', ' ')}`;
  const day = expires?.slice(0, 10);
  const days = Math.floor(leftMs / dayMs);
  if (leftMs <= 0) return `${what} HAS EXPIRED on ${day}. Give the app a new one.`;
  return `${what} expires on ${day}, in ${days} days.`;
}
