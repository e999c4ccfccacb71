import type {
  CancelRunMessage,
  ResolveApprovalMessage,
  SayMessage,
  SettleEffectMessage,
  UndoEffectsMessage,
} from '../../contracts/messages.ts';
import type { messageNames } from '../../contracts/names.ts';
import { messageFaults } from '../../core/messages/message-faults.ts';
import type { RunEvent } from '../../core/run/run-event.ts';

/** The event that a run makes of a message it takes; undefined for one that it does not know or finds malformed. */
export function messageEvent(name: string, payload: unknown, atMs: number): RunEvent | undefined {
  return whyNotTaken(name, payload) === undefined
    ? events[name as keyof typeof messageNames](payload as never, atMs)
    : undefined;
}

/** Why a run takes no such message, whatever its state; undefined for one that it looks at. */
export function whyNotTaken(name: string, payload: unknown): string | undefined {
  return Object.hasOwn(events, name)
    ? messageFaults[name as keyof typeof messageNames](payload)
    : 'a run knows no message of that name';
}

const events: Record<keyof typeof messageNames, (payload: never, atMs: number) => RunEvent> = {
  say: ({ message, messageId }: SayMessage, atMs) => ({ type: 'user-spoke', atMs, message, messageId }),
  endConversation: (_payload, atMs) => ({ type: 'conversation-ended', atMs }),
  pause: (_payload, atMs) => ({ type: 'paused', atMs }),
  resume: (_payload, atMs) => ({ type: 'resumed', atMs }),
  cancelRun: ({ by, reason, undo = false }: CancelRunMessage, atMs) => ({
    type: 'cancel-requested',
    atMs,
    by,
    ...(reason === undefined ? {} : { reason }),
    undo,
  }),
  resolveApproval: (decision: ResolveApprovalMessage, atMs) => ({
    type: 'approval-resolved',
    atMs,
    decision,
  }),
  undoEffects: ({ by, reason, effectIds, afterStep }: UndoEffectsMessage, atMs) => ({
    type: 'undo-requested',
    atMs,
    selection: { ...(effectIds && { effectIds }), ...(afterStep !== undefined && { afterStep }) },
    by,
    ...(reason === undefined ? {} : { reason }),
  }),
  settleEffect: ({ effectId, outcome, output, by }: SettleEffectMessage, atMs) => ({
    type: 'effect-settled',
    atMs,
    id: effectId,
    outcome,
    ...(output === undefined ? {} : { output }),
    by,
  }),
};
