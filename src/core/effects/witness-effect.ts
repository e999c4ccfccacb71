import { idempotencyKey } from '../ids/idempotency-key.ts';
import { placeOf } from '../ids/ids.ts';
import type { RunState } from '../run/run-state.ts';
import { digestOf } from '../values/digest.ts';
import type { JsonObject } from '../values/json.ts';
import { abilities, type LedgerEntry } from './effect.ts';

/**
 * Enter a write that the run's history shows although its rules, as they are known here, do not tell why: of its effect
 * nobody knows. A ledger that lacked it would say that there is nothing to undo.
 */
export function witnessEffect(
  state: RunState,
  {
    id,
    tool,
    arguments: given,
  }: { readonly id: string; readonly tool: string; readonly arguments: JsonObject },
): RunState {
  const policy = state.charter?.tools[tool];
  if (policy?.effect === 'read' || state.effects.some((entry) => entry.id === id)) return state;
  const entry: LedgerEntry = {
    id,
    turn: placeOf(id)?.turn ?? state.turn,
    tool,
    // Of a tool that the charter does not know the worst is assumed.
    class: policy?.effect ?? 'irreversible',
    resources: [],
    summary: tool,
    state: 'unknown',
    ...abilities(policy),
    arguments: given,
    argumentsDigest: digestOf(given),
    idempotencyKey: idempotencyKey(state, { id, arguments: given }),
  };
  return { ...state, effects: [...state.effects, entry] };
}
