/** How full the room for dead letters is. filling: from 80 % on there is an alarm; full: nothing more is taken. */
export type DeadLetterState = 'ok' | 'filling' | 'full';

/** From this share on there should still be time to act before nothing more is taken. */
const fillingFrom = 0.8;

export function deadLetterState(usedBytes: number, limitBytes: number): DeadLetterState {
  if (usedBytes >= limitBytes) return 'full';
  return usedBytes >= fillingFrom * limitBytes ? 'filling' : 'ok';
}
