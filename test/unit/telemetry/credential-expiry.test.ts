import { expect, it } from 'vitest';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { createMetrics } from '../../../src/telemetry/metrics.ts';
import { reportSource } from '../../../src/telemetry/report-source.ts';

const day = 86_400_000;

it('the end of a credential is a metric each time, and a line of the log when it is to warn', async () => {
  const lines: { readonly [name: string]: unknown }[] = [];
  const logger = createLogger('info', { write: (line) => lines.push(JSON.parse(line)) });
  const metrics = createMetrics();
  const { credentialExpires } = reportSource(logger, metrics);
  const tell = (leftMs: number, warn: boolean) =>
    credentialExpires({ tenantId: 't', credential: 'certificate', leftMs, warn });

  tell(90 * day, false);
  const early = await metrics.gauges.credentialExpiry.get();
  tell(7 * day, true);
  tell(-day, true);
  const late = await metrics.gauges.credentialExpiry.get();

  expect(early.values).toEqual([{ labels: { tenant: 't' }, value: (90 * day) / 1000 }]);
  expect(late.values).toEqual([{ labels: { tenant: 't' }, value: -day / 1000 }]);
  expect(lines.map((line) => [line['log.level'], line.days_left])).toEqual([
    ['warn', 7],
    ['error', -1],
  ]);
});
