import type { EffectSettled, ProbeRequested } from '../effects/effect-settled.ts';
import type { TimedFact } from '../messages/message.ts';
import type { Failure } from '../values/failure.ts';
import type { Json } from '../values/json.ts';
import type { UndoEnd } from './undo-pass.ts';
import type { UndoSelection } from './undo-plan.ts';

/** A fact that an undo learned. Only what settles an effect tells when: nothing of an undo has a deadline. */
export type UndoEvent =
  | UndoRequested
  | PlanRequested
  | { readonly type: 'command-started'; readonly id: string }
  | UndoChecked
  | UndoEnded
  | TimedFact<EffectSettled>
  | TimedFact<ProbeRequested>
  | TimedFact<SettlementChecked>;

export interface UndoRequested {
  readonly type: 'undo-requested';
  readonly selection: UndoSelection;
  readonly by: string;
  readonly reason?: string;
}

/** Only say what an undo would do. */
export interface PlanRequested {
  readonly type: 'plan-requested';
  readonly selection: UndoSelection;
  readonly by: string;
  readonly reason?: string;
}

/** Somebody looked whether an undo would go through; `id` is the effect's. */
export interface UndoChecked {
  readonly type: 'undo-checked';
  readonly id: string;
  /** What stands against it; absent when nothing does. */
  readonly conflict?: string;
  /** Why nobody could look. */
  readonly lookFailed?: Failure;
}

/** A compensation ended, or came back and goes out again; `id` is the effect's. */
export interface UndoEnded {
  readonly type: 'undo-ended';
  readonly id: string;
  readonly end: UndoEnd;
}

/** What a person said of an effect was held against its tool; `id` is the effect's. */
export interface SettlementChecked {
  readonly type: 'settlement-checked';
  readonly id: string;
  readonly found: SettlementFinding;
  /** Why nobody could look. */
  readonly lookFailed?: Failure;
}

export type SettlementFinding =
  /** The result fits, or the probe found the effect; `output` is as the tool's schema makes it. */
  | { readonly kind: 'applied'; readonly output: Json }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly because?: string }
  /** The result does not fit the tool. */
  | { readonly kind: 'misfit'; readonly message: string };
