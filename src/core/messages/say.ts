import { withoutHarnessMark } from '../context/harness-note.ts';
import type { RunState } from '../run/run-state.ts';
import { utf8Bytes } from '../values/json.ts';
import { normaliseText } from '../values/normalise-text.ts';
import type { RunMessage } from './message.ts';
import { checkFields, optionalSender, requiredText } from './payload-checks.ts';

/** Of one user message, in UTF-8 bytes. */
const maxMessageBytes = 64 * 1024;
/** Of all messages that wait for the next model call. */
const maxInboxBytes = 256 * 1024;
/** Message ids are remembered for this many messages. */
const rememberedMessageIds = 1_000;

export interface SayMessage {
  readonly message: string;
  /** Makes a repeated delivery one message. */
  readonly messageId: string;
  readonly by?: string;
}

export interface UserSpoke {
  readonly type: 'user-spoke';
  readonly message: string;
  readonly messageId: string;
}

/** Put a user's message to a run; the model reads it with its next call. */
export const say: RunMessage<SayMessage, UserSpoke, 'not-conversational' | 'too-large' | 'inbox-full'> = {
  event: 'user-spoke',
  // How long a message may be is answered with a refusal of its own.
  malformed: checkFields(
    requiredText('message', Number.POSITIVE_INFINITY),
    requiredText('messageId'),
    optionalSender(),
  ),
  toEvent: ({ message, messageId }) => ({ type: 'user-spoke', message, messageId }),
  refusals: { 'not-conversational': 'usage', 'too-large': 'usage', 'inbox-full': 'conflict' },
  judge: (state, { message, messageId }) => {
    if (state.seenMessageIds.includes(messageId)) return 'duplicate';
    if (!takesMessages(state)) {
      return {
        code: 'not-conversational',
        message: 'This run takes no messages; start it with --chat to talk to it.',
      };
    }
    const bytes = utf8Bytes(message);
    if (bytes > maxMessageBytes) {
      return {
        code: 'too-large',
        message: `A message may hold ${maxMessageBytes} bytes; this one has ${bytes}.`,
      };
    }
    if (waitingBytes(state) + bytes > maxInboxBytes) {
      return {
        code: 'inbox-full',
        message: 'Too many messages wait for the model; say it again after its next answer.',
      };
    }
    return 'taken';
  },
  take: (state, { message, messageId }) => ({
    ...state,
    inbox: [...state.inbox, { role: 'user', content: withoutHarnessMark(normaliseText(message)) }],
    seenMessageIds: [...state.seenMessageIds, messageId].slice(-rememberedMessageIds),
  }),
};

/** A conversation takes messages at any time, a task only the answer to its question. */
export function takesMessages({ task, question }: RunState): boolean {
  return task.chat === true || question !== undefined;
}

function waitingBytes({ inbox }: RunState): number {
  return inbox.reduce((sum, { content }) => sum + utf8Bytes(content), 0);
}
