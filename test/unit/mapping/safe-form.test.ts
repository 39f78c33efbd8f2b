import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeDocument } from '../../../src/ingest/encode-document.ts';
import { createRecordMapper } from '../../../src/mapping/record-mapper.ts';
import { simplerForm } from '../../../src/mapping/safe-form.ts';
import { anyRecord } from '../../support/any-record.ts';

const refusal = { type: 'document_parsing_exception', reason: 'failed to parse field [source.ip]' };
const context = { namespace: 'default', dataset: 'o365.audit', contentCreatedMs: Date.UTC(2026, 7, 1) };

function documentOf(source: unknown) {
  return { id: 'x', dataStream: 'logs-o365.audit-default', source: Buffer.from(JSON.stringify(source)) };
}

function safe(source: unknown): unknown {
  return JSON.parse(simplerForm(documentOf(source), refusal, 1)?.source.toString('utf8') ?? 'null');
}

describe('the safe form of a document', () => {
  const full = {
    '@timestamp': '2026-08-01T09:14:07.000Z',
    data_stream: { type: 'logs', dataset: 'o365.audit', namespace: 'default' },
    ecs: { version: '8.11.0' },
    event: {
      id: 'id-1',
      kind: 'event',
      category: ['web'],
      type: ['info'],
      action: 'FileDownloaded',
      code: 'SharePointFileOperation',
      provider: 'OneDrive',
      outcome: 'success',
      severity: 3,
      created: '2026-08-01T09:31:02.114Z',
      dataset: 'o365.audit',
      module: 'o365',
    },
    organization: { id: 'tenant', name: 'contoso.com' },
    user: { id: 'alice@contoso.com', name: 'alice' },
    source: { ip: '203.0.113.10' },
    tags: ['m365_audit_no_id'],
    o365: { audit: { ObjectId: 'https://contoso.sharepoint.com' } },
  };

  it('keeps when, which and where from, and the rest as a message, where that is refused too', () => {
    const first = simplerForm(documentOf(full), refusal, 1) ?? documentOf({});
    const { id, dataStream, source } = simplerForm(first, refusal, 2) ?? documentOf({});

    expect([id, dataStream]).toEqual(['x', 'logs-o365.audit-default']);
    expect(JSON.parse(source.toString('utf8'))).toEqual({
      '@timestamp': '2026-08-01T09:14:07.000Z',
      data_stream: { type: 'logs', dataset: 'o365.audit', namespace: 'default' },
      event: { id: 'id-1', created: '2026-08-01T09:31:02.114Z', dataset: 'o365.audit' },
      message: JSON.stringify(full),
    });
    expect(simplerForm(documentOf(full), refusal, 3)).toBeUndefined();
  });

  it('is no message that can be searched where the text holds detected values', () => {
    const secret = { ...full, o365: { audit: { DetectedValues: ['[{"Name":"4111 1111 1111 1111"}]'] } } };
    const first = simplerForm(documentOf(secret), refusal, 1) ?? documentOf({});
    expect(JSON.parse(first.source.toString('utf8'))).toMatchObject({
      event: { original: expect.stringContaining('4111') },
    });
    const barest: unknown = JSON.parse(simplerForm(first, refusal, 2)?.source.toString('utf8') ?? '{}');
    expect(barest).toMatchObject({ event: { original: expect.stringContaining('4111') } });
    expect(barest).not.toHaveProperty('message');
  });

  it('keeps who, what and when, and the rest as one text', () => {
    const { id, dataStream } = simplerForm(documentOf(full), refusal, 1) ?? {};
    expect([id, dataStream]).toEqual(['x', 'logs-o365.audit-default']);
    expect(safe(full)).toEqual({
      '@timestamp': '2026-08-01T09:14:07.000Z',
      data_stream: { type: 'logs', dataset: 'o365.audit', namespace: 'default' },
      ecs: { version: '8.11.0' },
      event: {
        kind: 'pipeline_error',
        id: 'id-1',
        action: 'FileDownloaded',
        code: 'SharePointFileOperation',
        provider: 'OneDrive',
        outcome: 'success',
        created: '2026-08-01T09:31:02.114Z',
        dataset: 'o365.audit',
        module: 'o365',
        original: JSON.stringify(full),
      },
      organization: { id: 'tenant' },
      user: { id: 'alice@contoso.com' },
      error: {
        message: [
          'Elasticsearch refused the full document: document_parsing_exception: failed to parse field [source.ip]',
        ],
      },
      tags: ['m365_audit_no_id', 'm365_audit_safe_form'],
    });
  });

  it('keeps the text of the record itself where the document has it', () => {
    const original = '{"Id":"id-1"}';
    expect(safe({ ...full, event: { ...full.event, original } })).toMatchObject({ event: { original } });
  });

  it('leaves out what is not a text of ordinary length', () => {
    const odd = {
      '@timestamp': { not: 'a date' },
      event: { id: 'x'.repeat(40_000), action: ['several'], code: 7, provider: '' },
      user: 'alice',
      organization: { id: null },
      tags: 'one',
    };
    expect(safe(odd)).toEqual({
      event: { kind: 'pipeline_error', original: JSON.stringify(odd) },
      error: { message: [expect.any(String)] },
      tags: ['m365_audit_safe_form'],
    });
  });

  it('cuts a long reason within well-formed text', () => {
    const long = { type: 't', reason: `${'x'.repeat(955)}${'😀'.repeat(300)}` };
    const text = simplerForm(documentOf(full), long, 1)?.source.toString('utf8') ?? '';
    expect(text.isWellFormed() && !text.includes('\\ud')).toBe(true);
    expect(text).toContain('x�');
  });

  it.each(['', 'no JSON', '[]', '"text"'])('does not exist for %j', (source) => {
    expect(simplerForm({ ...documentOf({}), source: Buffer.from(source) }, refusal, 1)).toBeUndefined();
  });

  it('exists for whatever the mapper makes, with the id of the record', () => {
    const mapper = createRecordMapper({ geoip: null, userAgent: null });
    fc.assert(
      fc.property(anyRecord, (record) => {
        const mapped = mapper(record, context);
        if (mapped.kind !== 'document') return;
        const form = simplerForm(encodeDocument(mapped.document), refusal, 1);
        expect(form?.id).toBe(mapped.document.id);
        expect(JSON.parse(form?.source.toString('utf8') ?? '')).toMatchObject({
          '@timestamp': expect.any(String),
          event: { kind: 'pipeline_error', original: mapped.document.source },
        });
      }),
      { numRuns: 100 },
    );
  });
});
