import { attemptsMade } from '../attempts/count-attempts.ts';
import { shareOf } from '../attempts/jitter.ts';
import { isStopping } from '../calls/stopping.ts';
import type { RunEvent } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import { countNoun } from '../values/count-noun.ts';
import { formatDuration } from '../values/duration.ts';
import type { Failure } from '../values/failure.ts';
import type { ProviderWait } from './provider-wait.ts';
import { takeBackModelCall } from './take-back-model-call.ts';
import { isUnbilled } from './unbilled-failures.ts';

/** After what cost nothing, and after what may have been billed: there each further try may be as well. */
const waits = {
  unbilled: { firstMs: 1_000, longestMs: 60_000 },
  unknown: { firstMs: 5_000, longestMs: 240_000 },
};

/**
 * Take back that the model was called where an event says only that its provider, which billed nothing, is to be asked
 * again later: it is due again under the same id, after a wait. Undefined for any other event.
 */
export function onProviderAway(state: RunState, event: RunEvent): RunState | undefined {
  if (event.type !== 'model-failed' || event.failure.passing !== true) return undefined;
  if (!isUnbilled(event.failure.type)) return undefined;
  if (state.modelCall?.id !== event.id || isStopping(state)) return undefined;
  const wait = nextWait(state, event.failure);
  return wait && { ...takeBackModelCall(state), providerWait: wait };
}

/** The provider answered, or nobody asks it again. */
export function endProviderWait(state: RunState): RunState {
  if (!state.providerWait) return state;
  const { providerWait: _, ...rest } = state;
  return rest;
}

/** Ask again: what went by since this was due is no part of the wait. */
export function askProviderAgain(state: RunState): RunState {
  const { providerWait, nowMs } = state;
  if (!providerWait) return state;
  const idleMs = Math.max(0, nowMs - providerWait.notBeforeMs);
  return { ...state, providerWait: { ...providerWait, untilMs: providerWait.untilMs + idleMs } };
}

/** When the provider is asked next; undefined while it is being asked, and where nothing is waited for. */
export function nextAskMs({ providerWait, modelCall, paused, outcome }: RunState): number | undefined {
  return outcome || modelCall || paused ? undefined : providerWait?.notBeforeMs;
}

/** Whether the run stands in a wait for its provider, also while it is being asked once more. */
export function isAwaitingProvider(state: RunState): boolean {
  return state.providerWait !== undefined && !state.outcome && !state.paused && !isStopping(state);
}

/** How the end of a wait is told: what the provider said, and how long the run had waited. */
export function toldOfWait(state: RunState, failure: Failure): string {
  const patienceMs = state.charter?.model.patienceMs;
  if (failure.passing !== true || patienceMs === undefined) return failure.message;
  const { nowMs } = state;
  const requests = requestsOf(state, failure);
  const asksFor = failure.retryAfterMs ?? 0;
  const setting = `${formatDuration(patienceMs)}, the model’s patience`;
  if (asksFor > 0 && nowMs + asksFor > untilOf(state, patienceMs))
    return `${failure.message} It asks for a wait of ${Math.ceil(asksFor / 1_000)} s, longer than the run waits (${setting}).`;
  return `${failure.message} The run waited for it as long as it may (${setting}) and asked ${countNoun(requests, 'time')}. What it did is kept.`;
}

/** How the provider is waited for after a failure that passes; undefined where the run has no patience left. */
export function nextWait(state: RunState, failure: Failure): ProviderWait | undefined {
  const { charter, providerWait, nowMs } = state;
  const patienceMs = charter?.model.patienceMs ?? 0;
  const untilMs = untilOf(state, patienceMs);
  const leftMs = untilMs - nowMs;
  const asked = (providerWait?.asked ?? 0) + 1;
  const toldMs = failure.retryAfterMs ?? 0;
  if (leftMs <= 0 || toldMs > leftMs) return undefined;
  const { firstMs, longestMs } = waits[isUnbilled(failure.type) ? 'unbilled' : 'unknown'];
  const stepMs = Math.min(longestMs, firstMs * 2 ** (asked - 1));
  const share = shareOf([state.firstRunId, state.turn, asked]);
  // Never before the moment that the provider named.
  const waitMs = Math.max(stepMs * (0.8 + 0.4 * share), toldMs * (1 + 0.1 * share));
  return {
    sinceMs: providerWait?.sinceMs ?? nowMs,
    untilMs,
    notBeforeMs: nowMs + Math.min(leftMs, Math.ceil(waitMs)),
    asked,
    requests: requestsOf(state, failure),
    why: failure.message,
  };
}

/** Requests that were made in vain, this failure's with them. */
function requestsOf({ providerWait }: RunState, failure: Failure): number {
  return (providerWait?.requests ?? 0) + attemptsMade(failure);
}

function untilOf({ providerWait, nowMs }: RunState, patienceMs: number): number {
  return providerWait?.untilMs ?? nowMs + patienceMs;
}
