import { spentInAll } from '../budget/spent-in-all.ts';
import type { Charter } from '../charter/charter.ts';
import { isLedgerFull, maxEffects } from '../effects/effect.ts';
import { asksForOrigin, trustInArguments } from '../guard/arguments-origin.ts';
import type { GuardFacts } from '../guard/guard.ts';
import type { RunState } from '../run/run-state.ts';
import { type Call, isAnswered } from './call.ts';

/** Collect what the guard may look at for one call of a run. `factsFinal` once `prepare` has run. */
export function guardFacts(state: RunState, call: Call, charter: Charter, prepared = false): GuardFacts {
  const tool = Object.hasOwn(charter.tools, call.tool) ? charter.tools[call.tool] : undefined;
  return {
    charter,
    // A ledger that is full by size counts like one that is full by number.
    effectCount: isLedgerFull(state.effects) ? maxEffects : state.effects.length,
    callsOfTool: dispatchedCalls(spentInAll(state), call.tool) + callsAhead(state, call),
    factsFinal: prepared || !tool?.has.includes('prepare'),
    ...(asksForOrigin(charter)
      ? trustInArguments(call.origin, state.transcript.omitted > 0)
      : { untrustedArguments: false }),
  };
}

export function dispatchedCalls({ callsByTool }: Pick<RunState, 'callsByTool'>, tool: string): number {
  return Object.hasOwn(callsByTool, tool) ? (callsByTool[tool] ?? 0) : 0;
}

/** Calls of the tool that stand before this one in its turn and may yet be dispatched. */
function callsAhead({ calls }: RunState, { tool, index }: Call): number {
  return calls.filter(
    (other) => other.tool === tool && other.index < index && other.dispatches === 0 && !isAnswered(other),
  ).length;
}
