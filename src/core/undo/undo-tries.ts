import { attemptsEnded, attemptsMade } from '../attempts/count-attempts.ts';
import { maxLost, waitWhenLost } from '../attempts/wait-when-lost.ts';
import { waitWhenUnserved } from '../attempts/wait-when-unserved.ts';
import type { CharterTool, RetryRule } from '../charter/charter.ts';
import { type Failure, wasGivenBack } from '../values/failure.ts';
import { failureTypes } from '../values/failure-types.ts';

/** What became of the dispatches of one compensation that came to no end of their own. */
export interface UndoTries {
  /** By workers that lack its tool. */
  readonly givenBack: number;
  /** With their worker. */
  readonly lost: number;
  /** Attempts that came to an end, of its tool's policy. */
  readonly attempts: number;
  /** One of them may have undone. */
  readonly mayBeUndone: boolean;
}

export const noUndoTries: UndoTries = { givenBack: 0, lost: 0, attempts: 0, mayBeUndone: false };

/**
 * How a compensation goes on after its activity failed, under the same id and with the same key; undefined: it has failed.
 *
 * It goes out again where its worker lacked its tool, for a quarter of an hour, and where its worker was lost, until the
 * eighth time. `tool` is left out for a look, which Temporal itself repeats when its worker is lost.
 */
export function undoAgain(
  failure: Failure,
  tries: UndoTries,
  tool: CharterTool | undefined,
): { readonly waitMs: number; readonly tries: UndoTries } | undefined {
  if (wasGivenBack(failure)) {
    const waitMs = waitWhenUnserved(tries.givenBack);
    return waitMs === undefined ? undefined : { waitMs, tries: countGivenBack(failure, tries) };
  }
  if (!failure.lost || !tool) return undefined;
  const lost = tries.lost + 1;
  const attempts = tries.attempts + attemptsEnded(failure);
  if (lost >= maxLost || attempts >= undoRetryOf(tool).maximumAttempts) return undefined;
  return { waitMs: waitWhenLost(lost), tries: { ...tries, lost, attempts, mayBeUndone: true } };
}

/** Whether a compensation that failed so, and goes out no more, may have reversed its effect all the same. */
export function mayBeUndone(failure: Failure): boolean {
  if (wasGivenBack(failure)) return attemptsMade(failure) > 0;
  return failure.type !== failureTypes.toolTransient;
}

/** Who gave it back did not try; an attempt before it did. */
function countGivenBack(failure: Failure, tries: UndoTries): UndoTries {
  return {
    ...tries,
    givenBack: tries.givenBack + 1,
    attempts: tries.attempts + attemptsEnded(failure),
    mayBeUndone: tries.mayBeUndone || mayBeUndone(failure),
  };
}

/** A compensation is keyed by contract: without a policy for a keyed tool it is repeated as a look is. */
export function undoRetryOf(tool: CharterTool): RetryRule {
  return tool.idempotency === 'keyed' ? tool.retry : lookRetry;
}

/** Of what changes nothing. */
export const lookRetry: RetryRule = {
  maximumAttempts: 5,
  initialIntervalMs: 200,
  backoffCoefficient: 2,
  maximumIntervalMs: 10_000,
};
