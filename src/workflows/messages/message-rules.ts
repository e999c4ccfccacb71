import type { CancelRunMessage, MessageReceipt, SayMessage } from '../../contracts/messages.ts';
import type { messageNames } from '../../contracts/names.ts';
import { messageFaults } from '../../core/messages/message-faults.ts';
import { maxMessageBytes } from '../../core/messages/message-limits.ts';
import { inboxTakes, takesMessages } from '../../core/run/evolve.ts';
import { type RunState } from '../../core/run/run-state.ts';
import { utf8Bytes } from '../../core/values/json.ts';
import { resolveApproval } from './approval-message.ts';
import { type MessageRule, refuse, taken } from './message-rule.ts';
import { settleEffect, undoEffects } from './undo-messages.ts';

const say: MessageRule = {
  malformed: messageFaults.say,
  receive: ({ message, messageId }: SayMessage, run) => {
    const state = run.state();
    if (state.seenMessageIds.includes(messageId)) return { accepted: true, duplicate: true };
    const refusal = refusalOf(state, message);
    if (refusal) return refusal;
    run.apply({ type: 'user-spoke', atMs: Date.now(), message, messageId });
    return taken;
  },
};

const endConversation: MessageRule = {
  malformed: messageFaults.endConversation,
  receive: (_payload, run) => {
    if (!takesMessages(run.state())) {
      return refuse('not-conversational', 'This run is not a conversation; cancel it to stop it early.');
    }
    run.apply({ type: 'conversation-ended', atMs: Date.now() });
    return taken;
  },
};

const pause: MessageRule = {
  malformed: messageFaults.pause,
  receive: (_payload, run) => {
    if (run.state().paused) return refuse('already-paused', 'The run is paused already.');
    run.apply({ type: 'paused', atMs: Date.now() });
    return taken;
  },
};

const resume: MessageRule = {
  malformed: messageFaults.resume,
  receive: (_payload, run) => {
    if (!run.state().paused) return refuse('not-paused', 'The run is not paused.');
    run.apply({ type: 'resumed', atMs: Date.now() });
    return taken;
  },
};

const cancelRun: MessageRule = {
  malformed: messageFaults.cancelRun,
  receive: ({ by, reason, undo = false }: CancelRunMessage, run) => {
    const because = reason === undefined ? {} : { reason };
    run.apply({ type: 'cancel-requested', atMs: Date.now(), by, ...because, undo });
    return taken;
  },
};

/** What every message means. A name without a rule does not compile. */
export const rules: Record<keyof typeof messageNames, MessageRule> = {
  say,
  endConversation,
  pause,
  resume,
  cancelRun,
  resolveApproval,
  undoEffects,
  settleEffect,
};

function refusalOf(state: RunState, message: string): MessageReceipt | undefined {
  if (!takesMessages(state)) {
    return refuse('not-conversational', 'This run takes no messages; start it with --chat to talk to it.');
  }
  if (utf8Bytes(message) > maxMessageBytes) {
    return refuse(
      'too-large',
      `A message may hold ${maxMessageBytes} bytes; this one has ${utf8Bytes(message)}.`,
    );
  }
  if (!inboxTakes(state, message)) {
    return refuse('inbox-full', 'Too many messages wait for the model; say it again after its next answer.');
  }
  return undefined;
}
