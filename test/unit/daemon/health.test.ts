import { describe, expect, it } from 'vitest';
import {
  blameStreams,
  createHealth,
  expectStreams,
  forgetStreams,
  idleMs,
  watchHealth,
  watchPauses,
} from '../../../src/daemon/health.ts';
import { readiness } from '../../../src/daemon/readiness.ts';
import { recordedEvents } from '../../support/ingest-parts.ts';
import { recordedSourceEvents } from '../../support/source-events.ts';
import { stream } from '../../support/streams.ts';

const general = stream('Audit.General');
const exchange = stream('Audit.Exchange');
const patience = { freshMs: 500, beginMs: 100 };
const window = { startMs: 0, endMs: 1000 };

function watched() {
  let nowMs = 1000;
  const health = createHealth(() => nowMs);
  expectStreams(health, [general, exchange], nowMs);
  const { events, log } = recordedEvents();
  const watching = watchHealth(events, health, () => nowMs);
  return {
    health,
    watching,
    log,
    at(ms: number) {
      nowMs = ms;
    },
  };
}

describe('liveness', () => {
  const minute = 60_000;

  it('lasts as long as something moves now and then', () => {
    const { health, watching, at } = watched();

    expect(idleMs(health, 1000 + 16 * minute)).toBe(16 * minute);
    at(1000 + 16 * minute);
    watching.windowFailed({ stream: general, window, error: new Error('x'), delayMs: null });
    expect(idleMs(health, 1000 + 17 * minute)).toBe(minute);
  });

  it('is not ended by a pause that the service asked for, since a restart would only ask again', () => {
    const { health } = watched();
    const { tenantThrottled } = watchPauses(recordedSourceEvents(), health, () => 1000);

    tenantThrottled({ tenantId: 't', waitMs: 60 * minute });

    expect(idleMs(health, 1000 + 59 * minute)).toBe(0);
    expect(idleMs(health, 1000 + 76 * minute)).toBe(16 * minute);
  });

  it('is not ended by a wait that the login host asked for', () => {
    const { health, watching } = watched();

    watching.windowFailed({ stream: general, window, error: new Error('slow down'), delayMs: 60 * minute });
    watching.windowFailed({ stream: exchange, window, error: new Error('slow down'), delayMs: null });

    expect(idleMs(health, 1000 + 59 * minute)).toBe(0);
    expect(idleMs(health, 1000 + 76 * minute)).toBe(16 * minute);
  });

  it('is not ended where there is no tenant to collect, nor when the next one comes', () => {
    const { health } = watched();
    forgetStreams(health, [general, exchange]);

    expect(idleMs(health, 1000 + 60 * minute)).toBe(0);
    expectStreams(health, [general], 1000 + 60 * minute);
    expect(idleMs(health, 1000 + 61 * minute)).toBe(minute);
  });
});

describe('readiness', () => {
  it('comes when the output is ready and every stream was listed lately', () => {
    const { health, watching } = watched();
    const ready = () => readiness(health, 1000, patience).ready;

    watching.windowListed({ stream: general, window, blobs: 0, newBlobs: 0 });
    watching.windowListed({ stream: exchange, window, blobs: 0, newBlobs: 0 });
    expect(ready()).toBe(false);
    health.outputReady = true;
    expect(ready()).toBe(true);
  });

  it('goes when one stream has not been listed for too long, and says why', () => {
    const { health, watching, at } = watched();
    health.outputReady = true;
    watching.windowListed({ stream: general, window, blobs: 0, newBlobs: 0 });
    watching.windowListed({ stream: exchange, window, blobs: 0, newBlobs: 0 });
    at(2000);
    watching.windowListed({ stream: general, window, blobs: 0, newBlobs: 0 });
    watching.windowFailed({ stream: exchange, window, error: new Error('no permission'), delayMs: null });

    const found = readiness(health, 2000, patience);

    expect(found.ready).toBe(false);
    expect(found.streams.map(({ error }) => error)).toEqual([null, 'no permission']);
  });

  it('is kept from the others neither by a tenant that fails nor, for long, by one that never begins', () => {
    const { health, watching } = watched();
    health.outputReady = true;
    const other = { ...general, tenantId: 'other' };
    const third = { ...general, tenantId: 'third' };
    expectStreams(health, [other, third], 1000);
    for (const one of [general, exchange]) {
      watching.windowListed({ stream: one, window, blobs: 0, newBlobs: 0 });
    }
    blameStreams(health, [other], new Error('secret wrong'));

    expect(readiness(health, 1050, patience)).toMatchObject({ ready: false, tenants_failing: ['other'] });
    expect(readiness(health, 1101, patience)).toMatchObject({
      ready: true,
      tenants_failing: ['other', 'third'],
    });
    forgetStreams(health, [other, third]);
    expect(readiness(health, 1101, patience)).toMatchObject({ ready: true, tenants_failing: [] });
  });

  it('is watched without taking an event away from anybody', () => {
    const { watching, log } = watched();

    watching.windowListed({ stream: general, window, blobs: 0, newBlobs: 0 });
    watching.windowFailed({ stream: general, window, error: new Error('x'), delayMs: null });
    watching.ingestionFailed({ tenantId: 't', error: new Error('x'), delayMs: null });

    expect(log.map(({ name }) => name)).toEqual(['windowListed', 'windowFailed', 'ingestionFailed']);
  });
});
