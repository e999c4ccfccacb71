import { type Failure, wasGivenBack } from '../values/failure.ts';
import { failureTypes } from '../values/failure-types.ts';

/*
 * The one place that counts attempts. What a tool is told (`ctx.attempt`), what its policy has left, what messages say
 * and what a trace shows come from here.
 */

/** Attempts of a failed dispatch in which something was tried: those that came to an end, and the one that was lost. */
export function attemptsMade(failure: Failure): number {
  return attemptsEnded(failure) + (failure.lost ? 1 : 0);
}

/** Of those, attempts that came to an end of their own or used up their time: what a policy counts. */
export function attemptsEnded({ type, attempts, lost }: Failure): number {
  // Who gives it back has not tried.
  if (wasGivenBack({ type })) return (attempts ?? 1) - 1;
  // Taken back from its queue, or between two attempts: nobody says how many there were.
  const untold = lost || type === failureTypes.toolCancelled || type === failureTypes.notTaken ? 0 : 1;
  return attempts ?? untold;
}
