import type { ApprovalReceipt, MessageReceipt, RefusalCode, UndoReceipt } from '../../contracts/messages.ts';
import type { RunEvent } from '../../core/run/run-event.ts';
import type { RunState } from '../../core/run/run-state.ts';
import { isComplete, type UndoPass } from '../../core/undo/undo-pass.ts';

/** What the handlers may do: look at the run and apply an event. */
export interface RunHandle {
  state(): RunState;
  apply(event: RunEvent): void;
}

export type Receipt = MessageReceipt | ApprovalReceipt | UndoReceipt;

/** One message: how its payload is checked, and what comes of it. Handlers validate and apply, no more. */
export interface MessageRule {
  /** A text that says what is malformed, or nothing. */
  malformed(payload: unknown): string | undefined;
  receive(payload: never, run: RunHandle): Receipt;
  /** For senders that wait for what came of it: the final answer, or nothing yet. */
  settle?(payload: never, run: RunHandle): Receipt | undefined;
}

export const taken: MessageReceipt = { accepted: true };

export function refuse(code: RefusalCode, message: string): MessageReceipt {
  return { accepted: false, refusal: { code, message } };
}

export function answerUndo(pass: UndoPass | undefined): UndoReceipt {
  const items = pass?.items ?? [];
  return { accepted: true, items, complete: isComplete(items) };
}
