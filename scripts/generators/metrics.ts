import { createMetrics } from '../../src/telemetry/metrics.ts';
import type { Generator } from './generator.ts';
import { generatedNotice, markdownTable } from './markdown.ts';

const INTRO = `# Metrics

The daemon answers \`/metrics\` at \`http.listen\` in Prometheus' text format. Labels are \`tenant\`, \`content_type\` and
\`outcome\` only: what a service can make up (ids, users, URLs) never becomes a label.`;

/** docs/metrics.md: every metric that the daemon registers, in the order of the registry. */
export const metricsPage: Generator = {
  file: 'docs/metrics.md',
  async generate() {
    const metrics = await createMetrics().registry.getMetricsAsJSON();
    const rows = metrics.map(({ name, type, help }) => [`\`${name}\``, String(type), help]);
    const table = markdownTable(['metric', 'type', 'what it tells'], rows);
    return `${[generatedNotice, INTRO, table].join('\n\n')}\n`;
  },
};
