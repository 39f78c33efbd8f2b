import { createMetrics } from '../../src/telemetry/metrics.ts';
import type { Generator } from './generator.ts';
import { generatedNotice, markdownTable } from './markdown.ts';

const INTRO = `# Metrics

The daemon answers \`/metrics\` at \`http.listen\` in Prometheus' text format. Labels are \`tenant\`, \`content_type\` and
\`outcome\` only: what a service can make up (ids, users, URLs) never becomes a label.`;

/** What deserves an alert, in PromQL, and what it then is. */
const alerts = [
  ['m365_audit_lag_seconds > 3600', 'a stream is an hour behind: `status`, `check`, the log'],
  [
    'time() - m365_audit_last_listed_timestamp_seconds > 900',
    'a stream cannot be listed: `check` says why, often credential or permission',
  ],
  // The series begins with its first gap, which increase() would not see.
  [
    'm365_audit_gaps_total > 0',
    'since its start the daemon met content that cannot be had: `status` names it',
  ],
  [
    'm365_audit_dead_letter_bytes / m365_audit_dead_letter_limit_bytes > 0.8',
    'nothing more is taken when it is full: mend the cause, then `replay`',
  ],
  [
    'm365_audit_credential_expiry_seconds < 14 * 86400',
    'a certificate or client secret ends within two weeks',
  ],
  [
    'increase(m365_audit_ingestion_failures_total[15m]) > 0',
    'the checkpoint or the output refuses: disk, Elasticsearch',
  ],
];

/** Each metric that an alert names is one that the daemon has; a renamed one must not pass unseen. */
function alertTable(names: readonly string[]): string {
  for (const name of alerts.flatMap(([rule = '']) => rule.match(/m365_audit_\w+/g) ?? [])) {
    if (!names.includes(name)) throw new Error(`docs/metrics.md alerts on ${name}, which is no metric`);
  }
  return markdownTable(
    ['alert on', 'it tells'],
    alerts.map(([rule = '', means = '']) => [`\`${rule}\``, means]),
  );
}

/** docs/metrics.md: every metric that the daemon registers, in the order of the registry. */
export const metricsPage: Generator = {
  file: 'docs/metrics.md',
  async generate() {
    const metrics = await createMetrics().registry.getMetricsAsJSON();
    const rows = metrics.map(({ name, type, help }) => [`\`${name}\``, String(type), help]);
    const table = markdownTable(['metric', 'type', 'what it tells'], rows);
    const watched = alertTable(metrics.map(({ name }) => name));
    return `${[generatedNotice, INTRO, '## What to alert on', watched, '## All of them', table].join('\n\n')}\n`;
  },
};
