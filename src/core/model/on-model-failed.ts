import { spentInAll } from '../budget/spent-in-all.ts';
import { isStopping } from '../calls/stopping.ts';
import { halvedTranscript } from '../context/halved-transcript.ts';
import type { OutcomeCode, RunOutcome } from '../run/outcome.ts';
import type { RunState } from '../run/run-state.ts';
import { countNoun } from '../values/count-noun.ts';
import type { Failure } from '../values/failure.ts';
import { failureTypes } from '../values/failure-types.ts';
import { endProviderWait, nextWait, toldOfWait } from './await-provider.ts';
import type { ProviderWait } from './provider-wait.ts';
import { maxLostCalls } from './turn-attempts.ts';
import { isUnbilled } from './unbilled-failures.ts';

const refusals: Readonly<Record<string, OutcomeCode>> = {
  [failureTypes.modelAuthentication]: 'provider_rejected',
  [failureTypes.modelPermission]: 'provider_rejected',
  [failureTypes.modelNotFound]: 'provider_rejected',
  [failureTypes.modelBadRequest]: 'provider_rejected',
  [failureTypes.modelRequestTooLarge]: 'provider_rejected',
  [failureTypes.modelQuota]: 'provider_rejected',
  [failureTypes.modelInputRefused]: 'provider_refused',
  [failureTypes.modelRateLimited]: 'provider_unavailable',
  [failureTypes.modelOverloaded]: 'provider_unavailable',
  [failureTypes.modelServerError]: 'provider_unavailable',
  [failureTypes.modelUnreachable]: 'provider_unavailable',
  [failureTypes.modelBillUnknown]: 'provider_unavailable',
  [failureTypes.modelTimedOut]: 'provider_unavailable',
  [failureTypes.modelRefused]: 'provider_refused',
  [failureTypes.providerNotConfigured]: 'provider_not_configured',
  [failureTypes.attachmentMissing]: 'attachment_missing',
  [failureTypes.workerLacks]: 'agent_unknown',
  [failureTypes.notTaken]: 'not_run',
};

/**
 * Take in a model call that brought no answer.
 *
 * What passes by itself and cost nothing has been waited for. A lost answer is booked at its worst case and called for
 * again, after a wait where a gateway lost it; a context that is too long is cut once; anything else ends the run.
 */
export function onModelFailed(state: RunState, failure: Failure): RunState {
  const { modelCall, ...rest } = endProviderWait(state);
  const unsettled = isUnbilled(failure.type) ? 0 : (modelCall?.reservedNanoUsd ?? 0);
  const booked: RunState = {
    ...rest,
    counters: { ...state.counters, unsettledNanoUsd: state.counters.unsettledNanoUsd + unsettled },
  };
  if (isStopping(state)) return booked;
  const wait = waitAfterUnknownBill(state, booked, failure);
  if (wait !== undefined) return { ...booked, providerWait: wait };
  const isOutWaited = failure.passing === true && state.providerWait !== undefined;
  if (
    failure.type === failureTypes.modelBillUnknown &&
    !isOutWaited &&
    state.attempts.lost + 1 < maxLostCalls
  ) {
    return { ...booked, attempts: { ...state.attempts, lost: state.attempts.lost + 1 } };
  }
  const isTooLarge = tooLarge.includes(failure.type);
  const wasRaised = state.askedAgain?.cut?.maxOutputTokens !== undefined;
  if (wasRaised && (isTooLarge || failure.type === failureTypes.modelBadRequest)) {
    // Likely the model cannot write as much as there was room for, or not beside this window.
    return { ...booked, askedAgain: { ...state.askedAgain, cut: {} } };
  }
  if (isTooLarge) return cutWindow(booked, failure);
  if (failure.type === failureTypes.modelBillUnknown && !isOutWaited)
    return { ...booked, ending: endingOf(failure, toldOfLost(failure, maxLostCalls)) };
  return { ...booked, ending: endingOf(failure, toldOfWait(state, failure)) };
}

/** Each further try may be billed too: there is one only within what the run may spend, were all of them billed. */
function waitAfterUnknownBill(state: RunState, booked: RunState, failure: Failure): ProviderWait | undefined {
  if (failure.passing !== true || isUnbilled(failure.type)) return undefined;
  const hardNanoUsd = state.charter?.budget?.hardNanoUsd ?? Number.POSITIVE_INFINITY;
  const next = state.modelCall?.reservedNanoUsd ?? 0;
  return spentInAll(booked).costNanoUsd + booked.counters.unsettledNanoUsd + next > hardNanoUsd
    ? undefined
    : nextWait(state, failure);
}

/** The last of the answers that got lost; the run asks no more. */
function toldOfLost({ message }: Failure, times: number): string {
  return `${message} The model was asked ${countNoun(times, 'time')} for this turn, and no answer could be used; what the run did is kept.`;
}

/** The same conversation, made shorter, may pass. */
const tooLarge: readonly string[] = [failureTypes.modelContextTooLong, failureTypes.modelRequestTooLarge];

function cutWindow(state: RunState, failure: Failure): RunState {
  const transcript = halvedTranscript(state.transcript, state.plan);
  if (state.attempts.compacted || transcript === state.transcript) {
    const message = `The model cannot take what this run needs to go on, even after older turns were left out. ${failure.message}`;
    return { ...state, ending: { kind: 'partial', reason: { code: 'context_exhausted', message } } };
  }
  return { ...state, transcript, attempts: { ...state.attempts, compacted: true } };
}

function endingOf(failure: Failure, message: string): RunOutcome {
  return {
    kind: 'failed',
    reason: { code: refusals[failure.type] ?? 'unexpected', message },
  };
}
