import type { ContentBlob } from '../../src/model/blob.ts';
import type { Stream } from '../../src/model/stream.ts';

export const tenantId = '11111111-2222-3333-4444-555555555555';

export function stream(contentType = 'Audit.General', tenant = tenantId): Stream {
  return { tenantId: tenant, tenantName: 'contoso', contentType, namespace: 'default' };
}

export function blob(contentId: string, createdMs: number): ContentBlob {
  return {
    contentId,
    contentUri: `https://localhost/api/v1.0/${tenantId}/activity/feed/audit/${contentId}`,
    createdMs,
    expiresMs: createdMs + 7 * 24 * 3_600_000,
  };
}
