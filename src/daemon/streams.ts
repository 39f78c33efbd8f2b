import type { TenantConfig } from '../config/config.ts';
import type { Stream } from '../model/stream.ts';

/** The streams of a configured tenant: one for each of its content types. */
export function streamsOf(tenant: TenantConfig): readonly Stream[] {
  return tenant.content_types.map((contentType) => ({
    tenantId: tenant.id,
    tenantName: tenant.name ?? tenant.id,
    contentType,
    namespace: tenant.data_stream_namespace,
  }));
}
