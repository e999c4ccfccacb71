import { isStopping } from '../calls/stopping.ts';
import { halvedTranscript } from '../context/halved-transcript.ts';
import type { OutcomeCode, RunOutcome } from '../run/outcome.ts';
import type { RunState } from '../run/run-state.ts';
import type { Failure } from '../values/failure.ts';
import { failureTypes } from '../values/failure-types.ts';
import { toldOfWait } from './await-provider.ts';
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
 * What passes by itself has been waited for. A lost answer is booked at its worst case and called for
 * again; a context that is too long is cut once; anything else ends the run.
 */
export function onModelFailed(state: RunState, failure: Failure): RunState {
  const { modelCall, ...rest } = state;
  const unsettled = isUnbilled(failure.type) ? 0 : (modelCall?.reservedNanoUsd ?? 0);
  const booked: RunState = {
    ...rest,
    counters: { ...state.counters, unsettledNanoUsd: state.counters.unsettledNanoUsd + unsettled },
  };
  if (isStopping(state)) return booked;
  if (failure.type === failureTypes.modelBillUnknown && state.attempts.lost + 1 < maxLostCalls) {
    return { ...booked, attempts: { ...state.attempts, lost: state.attempts.lost + 1 } };
  }
  if (tooLarge.includes(failure.type)) return cutWindow(booked, failure);
  if (failure.type === failureTypes.modelBadRequest && state.askedAgain?.cut?.maxOutputTokens !== undefined) {
    // Likely the model cannot write as much as there was room for.
    return { ...booked, askedAgain: { ...state.askedAgain, cut: {} } };
  }
  return { ...booked, ending: endingOf(failure, toldOfWait(state, failure)) };
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
