import type { Decision, DecisionRefusal } from '../core/approvals/approval.ts';
import type { UndoItem, UndoSelection } from '../core/undo/undo-plan.ts';
import type { Json } from '../core/values/json.ts';
import type { ApprovalView } from '../core/view/run-view.ts';

/** Payloads of the messages that a run takes: one object each. */

export interface SayMessage {
  readonly message: string;
  /** Makes a repeated delivery one message. */
  readonly messageId: string;
  readonly by?: string;
}

export interface EndConversationMessage {
  readonly by?: string;
}

export interface PauseMessage {
  readonly by?: string;
}

export interface ResumeMessage {
  readonly by?: string;
}

export interface CancelRunMessage {
  readonly by: string;
  readonly reason?: string;
  /** Undo what the run has done before it closes. Default: keep it. */
  readonly undo?: boolean;
}

export type ResolveApprovalMessage = Decision;

export interface UndoEffectsMessage extends UndoSelection {
  readonly by: string;
  readonly reason?: string;
}

/** What only a person can know: whether an unknown effect is in the world. */
export interface SettleEffectMessage {
  readonly effectId: string;
  readonly outcome: 'applied' | 'absent';
  readonly output?: Json;
  readonly by: string;
}

/** Answer to `resolveApproval`. An edit that was taken names the approval that took the old one's place. */
export interface ApprovalReceipt {
  readonly accepted: true;
  readonly approval: ApprovalView;
}

/** Answer to `undoEffects`: how each item ended. */
export interface UndoReceipt {
  readonly accepted: true;
  readonly items: readonly UndoItem[];
  readonly complete: boolean;
}

/** Answer of an update: taken, or why not. A refusal changes nothing. */
export type MessageReceipt =
  | { readonly accepted: true; readonly duplicate?: true }
  | { readonly accepted: false; readonly refusal: { readonly code: RefusalCode; readonly message: string } };

export type RefusalCode =
  | 'run-closed'
  | 'not-conversational'
  | 'too-large'
  | 'already-paused'
  | 'not-paused'
  | 'inbox-full'
  | 'unknown-effect'
  | 'nothing-to-settle'
  | 'undo-running'
  | DecisionRefusal;
