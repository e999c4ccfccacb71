import type { Call } from './call.ts';
import type { EffectClass } from './call-facts.ts';
import type { CharterTool } from './charter.ts';

/** One change in the outside world, entered in the ledger before its call is dispatched. */
export interface Effect {
  /** The call's id. */
  readonly id: string;
  readonly turn: number;
  readonly tool: string;
  readonly class: Exclude<EffectClass, 'read'>;
  readonly resources: readonly string[];
  readonly summary: string;
  readonly state: EffectState;
  readonly undoable: boolean;
}

export type EffectState =
  | 'intended'
  | 'applied'
  | 'absent'
  | 'unknown'
  | 'undone'
  | 'undo-failed'
  | 'conflict';

/** A run's ledger stays this small, so that its carried state stays within one payload; further writes are refused. */
export const maxEffects = 500;

export function intendEffect(ledger: readonly Effect[], call: Call, tool: CharterTool): readonly Effect[] {
  if (tool.effect === 'read') return ledger;
  return [
    ...ledger,
    {
      id: call.id,
      turn: call.turn,
      tool: call.tool,
      class: tool.effect,
      resources: call.facts.resources,
      summary: call.facts.summary ?? call.tool,
      state: 'intended',
      undoable: tool.effect !== 'irreversible',
    },
  ];
}

export function settleEffect(ledger: readonly Effect[], id: string, state: EffectState): readonly Effect[] {
  return ledger.some((effect) => effect.id === id)
    ? ledger.map((effect) => (effect.id === id ? { ...effect, state } : effect))
    : ledger;
}
