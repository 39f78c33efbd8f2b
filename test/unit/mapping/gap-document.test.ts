import { describe, expect, it } from 'vitest';
import { gapDocument } from '../../../src/mapping/gap-document.ts';
import type { GapCause, GapChange } from '../../../src/model/ledger.ts';

const stream = {
  tenantId: 'AAAAAAAA-2222-3333-4444-555555555555',
  tenantName: 'contoso',
  contentType: 'Audit.Exchange',
  namespace: 'emea',
};
const gap = {
  stream,
  cause: 'expired' as GapCause,
  blobs: 3 as number | null,
  startMs: Date.UTC(2026, 7, 1),
  endMs: Date.UTC(2026, 7, 2),
};
const opened: GapChange = {
  id: 1,
  gapId: 1,
  gap,
  state: 'open',
  openedMs: Date.UTC(2026, 7, 9, 12),
  atMs: Date.UTC(2026, 7, 9, 12),
};

function sourceOf(change: GapChange): unknown {
  return JSON.parse(gapDocument(change).source.toString('utf8'));
}

describe('the document of a gap', () => {
  it('tells what is missing, since when and why', () => {
    const { id, dataStream } = gapDocument(opened);
    expect(dataStream).toBe('logs-m365_audit.gap-emea');
    expect(sourceOf(opened)).toEqual({
      '@timestamp': '2026-08-09T12:00:00.000Z',
      data_stream: { type: 'logs', dataset: 'm365_audit.gap', namespace: 'emea' },
      ecs: { version: '8.11.0' },
      event: {
        id,
        kind: 'state',
        type: ['info'],
        action: 'gap-opened',
        reason: 'The content expired before it could be fetched.',
        start: '2026-08-01T00:00:00.000Z',
        end: '2026-08-02T00:00:00.000Z',
        created: '2026-08-09T12:00:00.000Z',
        dataset: 'm365_audit.gap',
        module: 'm365_audit',
      },
      message:
        'Audit records are missing: Audit.Exchange of contoso from 2026-08-01T00:00:00.000Z to 2026-08-02T00:00:00.000Z (3 blobs). The content expired before it could be fetched.',
      organization: { id: 'aaaaaaaa-2222-3333-4444-555555555555' },
      m365_audit: {
        gap: {
          tenant: 'contoso',
          content_type: 'Audit.Exchange',
          cause: 'expired',
          state: 'open',
          blobs: 3,
          opened: '2026-08-09T12:00:00.000Z',
        },
      },
      tags: ['m365_audit_gap'],
    });
  });

  it('tells when a gap has closed', () => {
    const closed = { ...opened, state: 'closed', atMs: Date.UTC(2026, 7, 10) } as const;
    expect(sourceOf(closed)).toMatchObject({
      '@timestamp': '2026-08-10T00:00:00.000Z',
      event: { action: 'gap-closed' },
      m365_audit: {
        gap: { state: 'closed', opened: '2026-08-09T12:00:00.000Z', closed: '2026-08-10T00:00:00.000Z' },
      },
    });
  });

  it('leaves out a number of blobs that nobody knows', () => {
    const unwatched: GapChange = { ...opened, gap: { ...gap, cause: 'unwatched', blobs: null } };
    expect(sourceOf(unwatched)).not.toHaveProperty('m365_audit.gap.blobs');
  });

  it('is the same for the same change, and another for another', () => {
    const changes: GapChange[] = [
      opened,
      { ...opened, state: 'closed' },
      { ...opened, openedMs: opened.openedMs + 1 },
      { ...opened, gap: { ...gap, cause: 'missing' } },
      { ...opened, gap: { ...gap, endMs: gap.endMs + 1 } },
      { ...opened, gap: { ...gap, startMs: gap.startMs - 1 } },
      { ...opened, gap: { ...gap, stream: { ...stream, contentType: 'DLP.All' } } },
      { ...opened, gap: { ...gap, stream: { ...stream, tenantId: 'other' } } },
    ];
    expect(new Set(changes.map((change) => gapDocument(change).id)).size).toBe(changes.length);
    expect(gapDocument({ ...opened })).toEqual(gapDocument(opened));
  });
});
