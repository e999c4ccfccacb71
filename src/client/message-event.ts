import type {
  CancelRunMessage,
  ResolveApprovalMessage,
  SayMessage,
  SettleEffectMessage,
  UndoEffectsMessage,
} from '../contracts/messages.ts';
import { messageNames } from '../contracts/names.ts';
import type { RunEvent } from '../core/run-event.ts';

/** The event that a run makes of a message it takes; undefined for one that it does not know or finds malformed. */
export function messageEvent(name: string, payload: unknown, atMs: number): RunEvent | undefined {
  if (!Object.hasOwn(events, name) || typeof payload !== 'object' || payload === null) return undefined;
  const { texts, event } = events[name as keyof typeof messageNames];
  const given = payload as Record<string, unknown>;
  if (!texts.every((field) => typeof given[field] === 'string' && given[field] !== '')) return undefined;
  return event(payload as never, atMs);
}

const events: Record<
  keyof typeof messageNames,
  {
    /** Fields without which the message is malformed. */
    readonly texts: readonly string[];
    event(payload: never, atMs: number): RunEvent | undefined;
  }
> = {
  say: {
    texts: ['message', 'messageId'],
    event: ({ message, messageId }: SayMessage, atMs) => ({ type: 'user-spoke', atMs, message, messageId }),
  },
  endConversation: { texts: [], event: (_payload, atMs) => ({ type: 'conversation-ended', atMs }) },
  pause: { texts: [], event: (_payload, atMs) => ({ type: 'paused', atMs }) },
  resume: { texts: [], event: (_payload, atMs) => ({ type: 'resumed', atMs }) },
  cancelRun: {
    texts: ['by'],
    event: ({ by, reason, undo = false }: CancelRunMessage, atMs) => ({
      type: 'cancel-requested',
      atMs,
      by,
      ...(reason === undefined ? {} : { reason }),
      undo,
    }),
  },
  resolveApproval: {
    texts: ['approvalId', 'by', 'decision'],
    event: (decision: ResolveApprovalMessage, atMs) => ({ type: 'approval-decided', atMs, decision }),
  },
  undoEffects: {
    texts: ['by'],
    event: ({ by, reason, effectIds, afterStep }: UndoEffectsMessage, atMs) => ({
      type: 'undo-requested',
      atMs,
      selection: { ...(effectIds && { effectIds }), ...(afterStep !== undefined && { afterStep }) },
      by,
      ...(reason === undefined ? {} : { reason }),
    }),
  },
  settleEffect: {
    texts: ['effectId', 'by', 'outcome'],
    event: ({ effectId, outcome, output, by }: SettleEffectMessage, atMs) => ({
      type: 'effect-settled',
      atMs,
      id: effectId,
      outcome,
      ...(output === undefined ? {} : { output }),
      by,
    }),
  },
};
