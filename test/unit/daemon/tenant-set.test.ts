import { describe, expect, it } from 'vitest';
import type { TenantConfig } from '../../../src/config/config.ts';
import { createHealth } from '../../../src/daemon/health.ts';
import { networksOf } from '../../../src/daemon/networks.ts';
import { createStopControl } from '../../../src/daemon/stop-control.ts';
import { createTelemetry } from '../../../src/daemon/telemetry.ts';
import { TenantRoster } from '../../../src/daemon/tenant-roster.ts';
import { TenantSet } from '../../../src/daemon/tenant-set.ts';
import { NetworkFailure } from '../../../src/lib/network-failure.ts';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { plainMapper, recordedEvents } from '../../support/ingest-parts.ts';
import { emptyLedger } from '../../support/ledger.ts';
import { MINIMAL, parse, TENANT_ID } from '../config/config-text.ts';

const config = parse(MINIMAL);
const [contoso] = config.tenants;
if (contoso === undefined) throw new Error('no tenant');
const fabrikam: TenantConfig = { ...contoso, id: '22222222-2222-3333-4444-555555555555' };

/** Tenants in files, whose output is not ready and whose login host is away. */
function emptySet() {
  const lines: string[] = [];
  const logger = createLogger('error', { write: (line) => void lines.push(line) });
  const clock = Date.now;
  const stop = createStopControl();
  const health = createHealth(clock);
  const send = () => Promise.reject(new NetworkFailure('unreachable', 'away'));
  const run = {
    config,
    logger,
    clock,
    once: false,
    stop,
    health,
    roster: new TenantRoster(),
    tenantFiles: null,
    telemetry: createTelemetry(logger, clock),
    networks: networksOf(config),
    newSender: () => send,
    sendLogin: send,
  };
  const { ledger } = emptyLedger({ nowMs: 0, streams: [] });
  const tenants = new TenantSet({
    run,
    ledger,
    mapper: plainMapper,
    events: recordedEvents().events,
    onAllRefused: () => undefined,
  });
  const end = async () => {
    stop.stop();
    for (const { place } of tenants.placed()) await tenants.stop(place);
    stop.dispose();
    ledger.close();
  };
  return { run, tenants, lines, end };
}

/** What is under way without waiting for anything outside has come to its end. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

const streamsOf = (run: ReturnType<typeof emptySet>['run'], { id }: TenantConfig) =>
  [...run.health.streams.values()].filter(({ stream }) => stream.tenantId === id);

describe('a tenant that another place collects already, as only its GUID showed', () => {
  it('keeps no other from being collected, and is told', async () => {
    const { run, tenants, lines, end } = emptySet();
    run.roster.enter('first.yaml', contoso);

    tenants.start([
      { place: 'again.yaml', tenant: contoso },
      { place: 'other.yaml', tenant: fabrikam },
    ]);
    await settled();

    expect(tenants.placed().map(({ place }) => place)).toEqual(['again.yaml', 'other.yaml']);
    expect(streamsOf(run, fabrikam)).toHaveLength(5);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { tenant: TENANT_ID, place: 'again.yaml', error: { code: 'AUTH_TENANT_TWICE' } },
    ]);
    await end();
  });

  it('takes nothing away from the other place, neither by its failure nor by its end', async () => {
    const { run, tenants, end } = emptySet();
    tenants.start([{ place: 'first.yaml', tenant: contoso }]);
    tenants.start([{ place: 'again.yaml', tenant: contoso }]);
    await settled();

    expect(streamsOf(run, contoso).map(({ lastError }) => lastError)).toEqual(Array(5).fill(null));
    await tenants.stop('again.yaml');
    expect(streamsOf(run, contoso)).toHaveLength(5);
    expect(run.roster.tenants()).toEqual([contoso]);
    await tenants.stop('first.yaml');
    expect(streamsOf(run, contoso)).toEqual([]);
    await end();
  });
});
