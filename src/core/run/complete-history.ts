import type { Charter, CharterTool } from '../charter/charter.ts';
import { noUndos } from '../undo/undo-state.ts';
import { noWork } from '../work/worked-time.ts';
import type { RunState } from './run-state.ts';

/**
 * Fill in what a charter of an older worker does not say yet: its tools had nothing but `execute`, and no rules.
 *
 * The one place that knows what histories of older versions lack; whatever is read from a history goes through here.
 */
export function completeCharter(written: Charter): Charter {
  const charter: Partial<Charter> = written;
  const tools = Object.entries(charter.tools ?? {}).map(([name, tool]) => [name, completeTool(tool)]);
  return { ...written, tools: Object.fromEntries(tools), rules: charter.rules ?? [] };
}

/** The same for the state that a part of a run hands to the next one. */
export function completeState(written: RunState): RunState {
  const state: Partial<RunState> = written;
  return {
    ...written,
    ...(state.charter ? { charter: completeCharter(state.charter) } : {}),
    ...(state.cancel ? { cancel: { ...state.cancel, undo: state.cancel.undo ?? false } } : {}),
    calls: (state.calls ?? []).map((call) => ({
      ...call,
      revision: call.revision ?? 0,
      looks: call.looks ?? 0,
      dispatches: call.dispatches ?? Number(call.progress.state === 'acting'),
    })),
    notes: state.notes ?? [],
    callsByTool: state.callsByTool ?? {},
    approvals: state.approvals ?? [],
    grants: state.grants ?? [],
    rejections: state.rejections ?? [],
    effects: state.effects ?? [],
    undos: state.undos ?? noUndos,
    worked: state.worked ?? noWork,
  };
}

function completeTool(written: CharterTool): CharterTool {
  const { digest = '', trust = 'untrusted', has = [] }: Partial<CharterTool> = written;
  return { ...written, digest, trust, has };
}
