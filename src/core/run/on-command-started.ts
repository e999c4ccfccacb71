import { worstCaseNanoUsd } from '../budget/reservation.ts';
import type { Call } from '../calls/call.ts';
import { dispatchedCalls } from '../calls/guard-facts.ts';
import { replaceCall } from '../calls/replace-call.ts';
import { activityId, activityRows } from '../commands/activities.ts';
import { intendEffect } from '../effects/effect.ts';
import { idempotencyKey } from '../ids/idempotency-key.ts';
import { abortedBy, modelCallId, pastReadId, workLookId } from '../ids/ids.ts';
import { askProviderAgain } from '../model/await-provider.ts';
import { withNextModel } from '../model/next-model.ts';
import { foldUndoOfRun } from '../undo/undo-of-run.ts';
import { isSettling } from '../undo/undo-state.ts';
import type { RunState } from './run-state.ts';

type CallCommand = 'run-tool' | 'prepare-tool' | 'check-edit' | 'probe-effect';

/** The id of the model call that is due next: `m<turn>`, then `m<turn>.2` and so on while the turn has no answer. */
export function dueModelCall(state: RunState): { id: string; turn: number } {
  const { dispatched } = state.attempts;
  const turn = dispatched === 0 ? state.turn + 1 : state.turn;
  return { id: modelCallId(turn, dispatched + 1), turn };
}

/** Note that a command was dispatched, so that it is never named again. The ledger entry comes before the effect. */
export function onCommandStarted(state: RunState, id: string): RunState {
  if (id === activityRows['open-run'].commandId)
    return state.opening === 'wanted' ? { ...state, opening: 'started' } : state;
  const { worked } = state;
  if (worked.look === 'wanted' && id === workLookId(worked.looks + 1))
    return { ...state, worked: { ...worked, look: 'started', looks: worked.looks + 1 } };
  if (state.past?.look === 'wanted' && id === pastReadId(state.past.looks + 1))
    return { ...state, past: { ...state.past, look: 'started', looks: state.past.looks + 1 } };
  const aborted = abortedBy(id);
  if (aborted !== undefined) return foldAbortStart(state, aborted);
  if (state.undos.current || isSettling(state.undos)) {
    const undoing = foldUndoOfRun(state, { type: 'command-started', id });
    if (undoing !== state) return undoing;
  }
  const call = state.calls.find((candidate) => dueForCall(candidate)?.id === id);
  return call ? foldCallStart(state, call) : foldModelStart(state, id);
}

/** What a call is due for. Its first dispatch has the call's own id; whatever else is done for it has a number. */
export function dueForCall({
  id,
  progress,
  looks,
  dispatches,
}: Call): { readonly kind: CallCommand; readonly id: string } | undefined {
  switch (progress.state) {
    case 'ready':
      return {
        kind: 'run-tool',
        id: dispatches === 0 ? id : activityId('run-tool', id, dispatches + 1),
      };
    case 'preparing': {
      if (progress.started) return undefined;
      const kind = progress.edit && !progress.edit.checked ? 'check-edit' : 'prepare-tool';
      return { kind, id: activityId(kind, id, looks + 1) };
    }
    case 'settling':
      if (progress.by !== 'probe') return undefined;
      return { kind: 'probe-effect', id: activityId('probe-effect', id, dispatches) };
    default:
      return undefined;
  }
}

function foldCallStart(state: RunState, call: Call): RunState {
  const { progress } = call;
  if (progress.state === 'preparing')
    return replaceCall(state, { ...call, looks: call.looks + 1, progress: { ...progress, started: true } });
  if (progress.state === 'settling')
    return replaceCall(state, { ...call, progress: { ...progress, by: 'probing' } });
  return foldToolStart(state, call);
}

function foldAbortStart(state: RunState, target: string): RunState {
  return state.modelCall?.id === target && state.modelCall.abort === 'no'
    ? { ...state, modelCall: { ...state.modelCall, abort: 'started' } }
    : state;
}

function foldModelStart(state: RunState, id: string): RunState {
  const due = dueModelCall(state);
  if (state.modelCall || !state.charter || due.id !== id) return state;
  return {
    ...askProviderAgain(state),
    turn: due.turn,
    attempts: { ...state.attempts, dispatched: state.attempts.dispatched + 1 },
    modelCall: {
      id,
      reservedNanoUsd: worstCaseNanoUsd(withNextModel(state, state.charter), state.transcript),
      abort: 'no',
    },
    counters: { ...state.counters, modelCalls: state.counters.modelCalls + 1 },
  };
}

function foldToolStart(state: RunState, call: Call): RunState {
  const tool = state.charter?.tools[call.tool];
  if (!tool) return state;
  const acting: Call = {
    ...call,
    dispatches: call.dispatches + 1,
    progress: { state: 'acting', sinceMs: state.nowMs },
  };
  const first = call.dispatches === 0 ? 1 : 0;
  return {
    ...replaceCall(state, acting),
    effects: intendEffect(state.effects, call, tool, idempotencyKey(state, call)),
    counters: { ...state.counters, toolCalls: state.counters.toolCalls + first },
    callsByTool: { ...state.callsByTool, [call.tool]: dispatchedCalls(state, call.tool) + first },
  };
}
