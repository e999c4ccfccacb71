import { attemptsEnded, attemptsMade } from '../attempts/count-attempts.ts';
import { jittered } from '../attempts/jitter.ts';
import { maxLost, waitWhenLost } from '../attempts/wait-when-lost.ts';
import { waitWhenUnserved } from '../attempts/wait-when-unserved.ts';
import type { CharterTool, RetryRule } from '../charter/charter.ts';
import { type Failure, wasGivenBack } from '../values/failure.ts';
import { failureTypes } from '../values/failure-types.ts';
import { noUndoTries, type UndoTries } from './counted-tries.ts';
import type { UndoEvent } from './undo-event.ts';
import type { UndoState } from './undo-state.ts';

/** It goes out again under the same id and with the same key, after a wait. */
export interface UndoAgain {
  readonly waitMs: number;
  readonly tries: UndoTries;
}

/**
 * Whether what is under way for an effect goes out again after this fact, or has come to its end: undefined.
 *
 * A compensation and a look alike go out again where their worker lacked their tool, for a quarter of an hour, and where
 * it was lost, until the eighth time. The one place that judges it: whoever carries an undo out asks here, and a trace too.
 */
export function undoAgain(state: UndoState, event: UndoEvent): UndoAgain | undefined {
  const failure = failureIn(event);
  const known = failure && 'id' in event ? underWay(state, event) : undefined;
  const effect = known && 'id' in event ? state.ledger.find(({ id }) => id === event.id) : undefined;
  if (!failure || !known || !effect) return undefined;
  const tool = state.tools[effect.tool];
  const isUndo = event.type === 'undo-ended';
  const policy = isUndo && tool ? undoRetryOf(tool) : lookRetry;
  const tries = counted(known, failure, isUndo);
  const waitMs = waitOf(tries, failure, policy);
  return waitMs === undefined
    ? undefined
    : { tries, waitMs: jittered(waitMs, [effect.idempotencyKey, tries.lost, tries.givenBack]) };
}

function failureIn(event: UndoEvent): Failure | undefined {
  switch (event.type) {
    case 'undo-ended':
      return event.end.kind === 'failed' ? event.end.failure : undefined;
    case 'undo-checked':
    case 'settlement-checked':
      return event.lookFailed;
    default:
      return undefined;
  }
}

/** Tries so far of what an event is about; undefined where nothing of the kind is under way. */
function underWay({ current, settlements }: UndoState, event: UndoEvent): UndoTries | undefined {
  if (event.type === 'settlement-checked') {
    const open = settlements?.open.find(({ effectId, started }) => effectId === event.id && started);
    return open && (open.tries ?? noUndoTries);
  }
  if (event.type !== 'undo-ended' && event.type !== 'undo-checked') return undefined;
  const purpose = event.type === 'undo-ended' ? 'undo' : 'plan';
  if (current?.purpose !== purpose || !current.underWay.includes(event.id)) return undefined;
  return current.tries?.[event.id] ?? noUndoTries;
}

/** Who gave it back did not try; an attempt before it did. */
function counted(tries: UndoTries, failure: Failure, isUndo: boolean): UndoTries {
  const isBack = wasGivenBack(failure);
  return {
    givenBack: tries.givenBack + (isBack ? 1 : 0),
    lost: tries.lost + (failure.lost ? 1 : 0),
    attempts: tries.attempts + attemptsEnded(failure),
    mayBeUndone: tries.mayBeUndone || (isUndo && mayBeUndone(failure)),
  };
}

function waitOf(tries: UndoTries, failure: Failure, policy: RetryRule): number | undefined {
  if (wasGivenBack(failure)) return waitWhenUnserved(tries.givenBack - 1);
  if (!failure.lost || tries.lost >= maxLost || tries.attempts >= policy.maximumAttempts) return undefined;
  return waitWhenLost(tries.lost);
}

/** Whether a compensation that failed so, and goes out no more, may have reversed its effect all the same. */
export function mayBeUndone(failure: Failure): boolean {
  if (wasGivenBack(failure)) return attemptsMade(failure) > 0;
  return failure.type !== failureTypes.toolTransient;
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
