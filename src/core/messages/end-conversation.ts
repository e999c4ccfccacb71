import type { RunMessage } from './message.ts';
import { checkFields, optionalSender } from './payload-checks.ts';
import { takesMessages } from './say.ts';

export interface EndConversationMessage {
  readonly by?: string;
}

export interface ConversationEnded {
  readonly type: 'conversation-ended';
}

/** End a conversation: the run closes with its last answer. */
export const endConversation: RunMessage<EndConversationMessage, ConversationEnded, 'not-conversational'> = {
  event: 'conversation-ended',
  malformed: checkFields(optionalSender()),
  toEvent: () => ({ type: 'conversation-ended' }),
  refusals: { 'not-conversational': 'usage' },
  judge: (state) => {
    if (!takesMessages(state)) {
      return {
        code: 'not-conversational',
        message: 'This run is not a conversation; cancel it to stop it early.',
      };
    }
    return state.conversationEnded ? 'duplicate' : 'taken';
  },
  take: (state) => ({ ...state, conversationEnded: true }),
};
