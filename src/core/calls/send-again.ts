import { attemptsEnded, attemptsMade } from '../attempts/count-attempts.ts';
import { jittered } from '../attempts/jitter.ts';
import { maxLost, waitWhenLost } from '../attempts/wait-when-lost.ts';
import type { CharterTool } from '../charter/charter.ts';
import { setEffectState } from '../effects/effect.ts';
import type { RunState } from '../run/run-state.ts';
import type { Failure } from '../values/failure.ts';
import { failureTypes } from '../values/failure-types.ts';
import type { Call, CallTries } from './call.ts';
import { replaceCall } from './replace-call.ts';

export const noTries: CallTries = { made: 0, attempts: 0, lost: 0, resent: 0 };

/** Whether a failed dispatch leaves open if its tool acted. */
function mayHaveActed({ type }: Failure): boolean {
  return type === failureTypes.toolMayHaveActed || type === failureTypes.toolTimedOut;
}

/** Whether a failed dispatch certainly changed nothing. */
export function certainlyDidNothing({ type }: Failure): boolean {
  return type === failureTypes.toolTransient || type === failureTypes.toolCancelled;
}

/** Attempts of its tool's policy that a call has left. */
export function attemptsLeft({ tries = noTries }: Pick<Call, 'tries'>, { retry }: CharterTool): number {
  return Math.max(0, retry.maximumAttempts - tries.attempts);
}

/** Count a failed dispatch: the attempts that came to an end, or that it was lost. */
export function countTry(call: Call, failure: Failure): Call {
  const tries = counted(call, failure);
  return {
    ...call,
    lastFailure: { ...failure, attempts: tries.made },
    tries,
    ...(mayHaveActed(failure) ? { mayHaveActed: true } : {}),
  };
}

/** Of a dispatch that was given back, the attempts that came to an end before. */
export function countEnded(call: Call, failure: Failure): Call {
  return attemptsMade(failure) > 0 ? { ...call, tries: counted(call, failure) } : call;
}

function counted({ tries = noTries }: Call, failure: Failure): CallTries {
  return {
    ...tries,
    made: tries.made + attemptsMade(failure),
    attempts: tries.attempts + attemptsEnded(failure),
    lost: tries.lost + (failure.lost ? 1 : 0),
  };
}

/**
 * Whether a call is sent again, with the same key: a read, or a write that takes one, as long as its policy has attempts
 * left. What never left its queue is always sent.
 */
export function maySendAgain(call: Call, tool: CharterTool, failure: Failure): boolean {
  if (failure.type === failureTypes.toolCancelled) return true;
  if (!mayHaveActed(failure) && failure.type !== failureTypes.toolTransient) return false;
  // Its attempts are all made where it runs locally; lost is only what went to the queue.
  if (tool.local && !failure.lost) return false;
  const isRepeatable = tool.effect === 'read' || tool.idempotency === 'keyed';
  return isRepeatable && attemptsLeft(call, tool) > 0 && (call.tries?.lost ?? 0) < maxLost;
}

/** Let a call wait until it is sent again: by its tool's policy, or at once after the first lost worker, then ever longer. */
export function sendAgain(state: RunState, call: Call, tool: CharterTool, failure: Failure): RunState {
  const { progress: _, ...rest } = call;
  const waitMs = waitBefore(state, call, tool, failure);
  const waiting: Call = {
    ...rest,
    progress: { state: 'ready', ...(waitMs > 0 ? { notBeforeMs: state.nowMs + waitMs } : {}) },
  };
  const effect = call.mayHaveActed ? 'unknown' : 'absent';
  return {
    ...replaceCall(state, waiting),
    effects: setEffectState(state.effects, call.id, { state: effect }),
  };
}

function waitBefore(
  { firstRunId }: RunState,
  { id, tries = noTries }: Call,
  { retry }: CharterTool,
  failure: Failure,
): number {
  if (failure.type === failureTypes.toolCancelled) return 0;
  const about = [firstRunId, id, tries.made, tries.lost];
  if (failure.lost) return jittered(waitWhenLost(tries.lost), about);
  const byPolicy = retry.initialIntervalMs * retry.backoffCoefficient ** (Math.max(1, tries.attempts) - 1);
  const declaredMs = Math.min(byPolicy, retry.maximumIntervalMs);
  return Math.max(jittered(declaredMs, about), Math.ceil(failure.retryAfterMs ?? 0));
}
