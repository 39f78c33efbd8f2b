/** How many requests a minute a tenant allows itself, between the floor and its quota. */
export interface RequestRate {
  readonly perMinute: number;
  /** When it was changed last, milliseconds. */
  readonly changedMs: number;
}

/** The part of the quota that is always tried, or a quota that is set too high would end in silence. */
const floorShare = 0.1;
const lowered = 0.5;
/** The part of the quota that comes back with each second of good answers: the whole of it in less than a minute. */
const raisedPerSecond = 0.02;

/**
 * The rate after the service has asked again, right after a pause, to slow down: halved. A first such answer lowers
 * nothing, since most are passing faults that a pause settles.
 */
export function lowerRate(rate: RequestRate, quota: number, nowMs: number): RequestRate {
  const floor = Math.max(1, quota * floorShare);
  return { perMinute: Math.max(floor, rate.perMinute * lowered), changedMs: nowMs };
}

/** The rate after a good answer: raised evenly with the time, up to the quota. */
export function raiseRate(rate: RequestRate, quota: number, nowMs: number): RequestRate {
  if (rate.perMinute >= quota) return rate;
  const seconds = Math.max(0, nowMs - rate.changedMs) / 1000;
  return {
    perMinute: Math.min(quota, rate.perMinute + quota * raisedPerSecond * seconds),
    changedMs: nowMs,
  };
}

/** The time between two requests at this rate; none at the full quota, whose bursts the request window bounds. */
export function spacingMs({ perMinute }: RequestRate, quota: number): number {
  return perMinute >= quota ? 0 : 60_000 / perMinute;
}
