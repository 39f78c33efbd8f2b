import { describe, expect, it } from 'vitest';
import { CodedError } from '../../../src/lib/coded-error.ts';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { createMetrics } from '../../../src/telemetry/metrics.ts';
import { reportIngest } from '../../../src/telemetry/report-ingest.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { pendingBlob } from '../../support/ledger.ts';
import { stream } from '../../support/streams.ts';

const window = { startMs: 0, endMs: 3_600_000 };
const streams = ['Audit.General', 'Audit.Exchange', 'DLP.All'].map((type) => stream(type));
const row = {
  code: 'AUTH_SECRET_EXPIRED',
  meaning: 'the client secret has expired',
  remedy: 'make a new one',
};

function reported() {
  const time = fakeClock();
  const lines: string[] = [];
  const metrics = createMetrics();
  const logger = createLogger('info', { write: (line) => void lines.push(line) });
  return { events: reportIngest(logger, metrics, time.clock), metrics, time, lines };
}

/** What each stream throws where nobody gets a token: an error of its own, with the one cause. */
const withoutToken = (cause: Error) => new CodedError(row, undefined, { cause });

describe('what failed for one cause', () => {
  it('is one line of the log, and counted for each stream', async () => {
    const { events, metrics, lines } = reported();
    const cause = new CodedError(row);
    for (const one of streams) {
      events.windowFailed({ stream: one, window, error: withoutToken(cause), delayMs: null });
    }
    events.blobFailed({ blob: pendingBlob('b', 0), error: withoutToken(cause), delayMs: 1_000 });

    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('AUTH_SECRET_EXPIRED');
    const failures = (await metrics.registry.metrics()).match(/windows_total\{.*outcome="failed"\} 1/g);
    expect(failures).toHaveLength(streams.length);
  });

  it('is told again at the next poll, as long as it lasts', () => {
    const { events, time, lines } = reported();
    const cause = new CodedError(row);
    for (let poll = 0; poll < 3; poll += 1) {
      for (const one of streams) {
        events.windowFailed({ stream: one, window, error: withoutToken(cause), delayMs: null });
      }
      time.advance(60_000);
    }

    expect(lines).toHaveLength(3);
  });
});

it('failures with causes of their own are each told', () => {
  const { events, lines } = reported();
  for (const one of streams) {
    events.windowFailed({ stream: one, window, error: new CodedError(row), delayMs: null });
  }

  expect(lines).toHaveLength(streams.length);
});
