import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createMetrics } from '../../../src/telemetry/metrics.ts';
import { reportOutput } from '../../../src/telemetry/report-output.ts';

it('tells of safe forms, second copies and refused look-ups in a log line and a counter each', async () => {
  const lines: string[] = [];
  const sink = new Writable({
    write: (chunk, _, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const metrics = createMetrics();
  const events = reportOutput(pino({}, sink), metrics);
  events.documentsInSafeForm({ documents: 3, type: 'document_parsing_exception' });
  events.copiesSettled({ documents: 2, outcome: 'removed', reason: '' });
  events.copiesSettled({ documents: 1, outcome: 'left', reason: 'security_exception: no' });
  events.lookupRefused({ index: '.ds-a', reason: 'closed' });
  const text = await metrics.registry.metrics();
  expect(text).toContain('m365_audit_safe_form_documents_total 3');
  expect(text).toContain('m365_audit_rollover_copies_total{outcome="removed"} 2');
  expect(text).toContain('m365_audit_rollover_copies_total{outcome="left"} 1');
  expect(text).toContain('m365_audit_lookups_refused_total 1');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 40, documents: 3, type: 'document_parsing_exception' },
    { level: 30, documents: 2 },
    { level: 40, documents: 1, reason: 'security_exception: no' },
    { level: 40, index: '.ds-a', reason: 'closed' },
  ]);
});
