import type { Clock } from './clock.ts';

/**
 * A clock that begins with the wall clock's time and from then on moves evenly: somebody who sets the machine's clock,
 * forward or back, does not move it.
 * @param monotonic milliseconds since any moment, never going back
 */
export function createSteadyClock(wall: Clock, monotonic: Clock = () => performance.now()): Clock {
  const originMs = wall() - monotonic();
  return () => Math.round(originMs + monotonic());
}
