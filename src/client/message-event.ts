import type { CancelRunMessage, SayMessage } from '../contracts/messages.ts';
import { messageNames } from '../contracts/names.ts';
import type { RunEvent } from '../core/run-event.ts';

/** The event that a run makes of a message it takes; undefined for one it does not know. */
export function messageEvent(name: string, payload: unknown, atMs: number): RunEvent | undefined {
  switch (name) {
    case messageNames.say: {
      const { message, messageId } = payload as SayMessage;
      return { type: 'user-spoke', atMs, message, messageId };
    }
    case messageNames.endConversation:
      return { type: 'conversation-ended', atMs };
    case messageNames.pause:
      return { type: 'paused', atMs };
    case messageNames.resume:
      return { type: 'resumed', atMs };
    case messageNames.cancelRun: {
      const { by, reason } = payload as CancelRunMessage;
      return { type: 'cancel-requested', atMs, by, ...(reason === undefined ? {} : { reason }) };
    }
    default:
      return undefined;
  }
}
