import { worstCaseNanoUsd } from '../budget/reservation.ts';
import type { Call } from '../calls/call.ts';
import { dispatchedCalls } from '../calls/guard-facts.ts';
import { replaceCall } from '../calls/replace-call.ts';
import { intendEffect } from '../effects/effect.ts';
import { idempotencyKey } from '../ids/idempotency-key.ts';
import { abortedBy, idForCall, modelCallId, readIdOfCall } from '../ids/ids.ts';
import { startUndo } from '../undo/undo-pass.ts';
import type { RunState } from './run-state.ts';

/** The id of the model call that is due next: `m<turn>`, then `m<turn>.2` and so on while the turn has no answer. */
export function dueModelCall(state: RunState): { id: string; turn: number } {
  const { dispatched } = state.attempts;
  const turn = dispatched === 0 ? state.turn + 1 : state.turn;
  return { id: modelCallId(turn, dispatched + 1), turn };
}

/** Note that a command was dispatched, so that it is never named again. The ledger entry comes before the effect. */
export function onCommandStarted(state: RunState, id: string): RunState {
  if (id === 'open') return state.opening === 'wanted' ? { ...state, opening: 'started' } : state;
  const aborted = abortedBy(id);
  if (aborted !== undefined) return foldAbortStart(state, aborted);
  const { call: effect, letter, number } = readIdOfCall(id) ?? {};
  if (effect !== undefined && letter === 'u') return foldUndoStart(state, effect, number ?? 0);
  const call = state.calls.find((candidate) => commandIdOf(candidate) === id);
  return call ? foldCallStart(state, call) : foldModelStart(state, id);
}

/**
 * The id of what is due for a call: the call's own for its tool, with what it is and its number for everything else.
 * A second dispatch after a probe carries its number too.
 */
export function commandIdOf({ id, progress, looks, dispatches }: Call): string | undefined {
  switch (progress.state) {
    case 'ready':
      return dispatches === 0 ? id : idForCall(id, 'd', dispatches + 1);
    case 'preparing':
      if (progress.started) return undefined;
      return progress.edit && !progress.edit.checked
        ? idForCall(id, 'e', looks + 1)
        : idForCall(id, 'p', looks + 1);
    case 'settling':
      return progress.by === 'probe' ? idForCall(id, 'q', dispatches) : undefined;
    default:
      return undefined;
  }
}

function foldUndoStart(state: RunState, effectId: string, pass: number): RunState {
  return state.undo?.number === pass && state.undo.current === undefined
    ? { ...state, undo: startUndo(state.undo, effectId) }
    : state;
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
    ...state,
    turn: due.turn,
    attempts: { ...state.attempts, dispatched: state.attempts.dispatched + 1 },
    modelCall: {
      id,
      reservedNanoUsd: worstCaseNanoUsd(state.charter, state.transcript.bytes),
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
    callsByTool: { ...state.callsByTool, [call.tool]: dispatchedCalls(state, call.tool) + 1 },
  };
}
