import { distinctFiles, type FilePart } from '../attachments/file-part.ts';
import { heldFiles } from '../attachments/files-of-window.ts';
import { filesFault, filesNotSent } from '../attachments/read-files.ts';
import { refusalInWords, refuseFiles, tooMuchForWindow } from '../attachments/refuse-files.ts';
import { withoutHarnessMark } from '../context/harness-note.ts';
import type { RunState } from '../run/run-state.ts';
import { given } from '../values/given.ts';
import { utf8Bytes } from '../values/json.ts';
import { normaliseText } from '../values/normalise-text.ts';
import type { Refusal, RunMessage } from './message.ts';
import { checkFields, optionalField, optionalSender, requiredText } from './payload-checks.ts';

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
  /**
   * Their bytes follow the message as further arguments, each file once; those of a file that the run's window holds
   * already need not.
   */
  readonly attachments?: readonly FilePart[];
}

export interface UserSpoke {
  readonly type: 'user-spoke';
  readonly message: string;
  readonly messageId: string;
  readonly attachments?: readonly FilePart[];
  /** Those whose bytes did not come along. */
  readonly notSent?: readonly FilePart[];
}

type SayRefusal =
  | 'not-conversational'
  | 'too-large'
  | 'inbox-full'
  | 'attachment-kind'
  | 'unbounded-input'
  | 'attachment-missing'
  | 'attachments-full';

/** Put a user's message to a run; the model reads it with its next call. */
export const say: RunMessage<SayMessage, UserSpoke, SayRefusal> = {
  event: 'user-spoke',
  // How long a message may be is answered with a refusal of its own.
  malformed: checkFields(
    requiredText('message', Number.POSITIVE_INFINITY),
    requiredText('messageId'),
    optionalSender(),
    optionalField('attachments', filesFault),
  ),
  toEvent: (payload) => {
    const { message, messageId, attachments } = payload;
    if (attachments === undefined) return { type: 'user-spoke', message, messageId };
    const notSent = filesNotSent(attachments, payload);
    return {
      type: 'user-spoke',
      message,
      messageId,
      attachments: distinctFiles(attachments),
      ...(notSent.length > 0 ? { notSent } : {}),
    };
  },
  refusals: {
    'not-conversational': 'usage',
    'too-large': 'usage',
    'inbox-full': 'conflict',
    'attachment-kind': 'usage',
    'unbounded-input': 'usage',
    'attachment-missing': 'usage',
    'attachments-full': 'conflict',
  },
  judge: (state, { message, messageId, attachments, notSent }) => {
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
    return attachments === undefined ? 'taken' : (judgeFiles(state, attachments, notSent ?? []) ?? 'taken');
  },
  take: (state, { message, messageId, attachments }) => ({
    ...state,
    inbox: [
      ...state.inbox,
      {
        role: 'user',
        content: withoutHarnessMark(normaliseText(message)),
        ...given({ attachments }),
      },
    ],
    seenMessageIds: [...state.seenMessageIds, messageId].slice(-rememberedMessageIds),
  }),
};

/** A conversation takes messages at any time, a task only the answer to its question. */
export function takesMessages({ task, question }: RunState): boolean {
  return task.chat === true || question !== undefined;
}

/**
 * What the run's model takes, and how much of it, is known once its rules are: what was said before that is judged then,
 * as what the run starts with.
 */
function judgeFiles(
  state: RunState,
  files: readonly FilePart[],
  notSent: readonly FilePart[],
): Refusal<SayRefusal> | undefined {
  const refused = state.charter && refuseFiles(files, state.charter.model);
  if (refused) return { code: refused.code, message: refusalInWords(refused) };
  const held = heldFiles(state);
  const missing = notSent.find(({ digest }) => !held.some((file) => file.digest === digest));
  if (missing) {
    const message = `The bytes of ${missing.name} are missing: they follow the message as an argument of their own.`;
    return { code: 'attachment-missing', message };
  }
  const tooMuch = tooMuchForWindow(distinctFiles([...held, ...files]));
  return tooMuch === undefined ? undefined : { code: 'attachments-full', message: tooMuch };
}

function waitingBytes({ inbox }: RunState): number {
  return inbox.reduce((sum, { content }) => sum + utf8Bytes(content), 0);
}
