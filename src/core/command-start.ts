import { intendEffect } from './effect.ts';
import { worstCaseNanoUsd } from './reservation.ts';
import type { RunState } from './run-state.ts';

/** The id of the model call that is due next: `m<turn>`, then `m<turn>.2` and so on while the turn has no answer. */
export function dueModelCall(state: RunState): { id: string; turn: number } {
  const { dispatched } = state.attempts;
  return dispatched === 0
    ? { id: `m${state.turn + 1}`, turn: state.turn + 1 }
    : { id: `m${state.turn}.${dispatched + 1}`, turn: state.turn };
}

/** Note that a command was dispatched, so that it is never named again. The ledger entry comes before the effect. */
export function foldCommandStart(state: RunState, id: string): RunState {
  if (id === 'open') return state.opening === 'wanted' ? { ...state, opening: 'started' } : state;
  if (id.startsWith('abort:')) return foldAbortStart(state, id.slice('abort:'.length));
  return state.calls.some((call) => call.id === id) ? foldToolStart(state, id) : foldModelStart(state, id);
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

function foldToolStart(state: RunState, id: string): RunState {
  const call = state.calls.find((candidate) => candidate.id === id);
  const tool = call && state.charter?.tools[call.tool];
  if (!tool || call.progress.state !== 'ready') return state;
  return {
    ...state,
    calls: state.calls.map((other) =>
      other.id === id ? { ...other, progress: { state: 'acting' } } : other,
    ),
    effects: intendEffect(state.effects, call, tool),
    counters: { ...state.counters, toolCalls: state.counters.toolCalls + 1 },
    callsByTool: { ...state.callsByTool, [call.tool]: (state.callsByTool[call.tool] ?? 0) + 1 },
  };
}
