import { canonicalJson, sha256Hex } from '../values/digest.ts';
import { jsonBytes } from '../values/json.ts';
import { harnessNote, isHarnessNote } from './harness-note.ts';
import type { Message } from './message.ts';
import { withoutContinuation } from './returned-continuation.ts';

/** Reference to a prefix of the transcript: hash chain over its messages, `head_k = SHA-256(head_{k-1} ‖ message k)`. */
export interface TranscriptHead {
  readonly digest: string;
  readonly length: number;
}

/**
 * The working window: the messages that the next model call sees, and how far the last model call knew them.
 *
 * `known` covers what was sent with the last model call and that call's own answer.
 */
export interface Transcript {
  readonly messages: readonly Message[];
  readonly known: TranscriptHead;
  readonly bytes: number;
  /** Messages left out of the window so far. */
  readonly omitted: number;
}

export const emptyHead: TranscriptHead = { digest: '', length: 0 };
export const emptyTranscript: Transcript = { messages: [], known: emptyHead, bytes: 0, omitted: 0 };

export function extendHead(
  head: TranscriptHead,
  messages: readonly Message[],
  hash: (text: string) => string = sha256Hex,
): TranscriptHead {
  let { digest } = head;
  for (const message of messages) digest = hash(digest + canonicalJson(message));
  return { digest, length: head.length + messages.length };
}

export function appendMessages(transcript: Transcript, messages: readonly Message[]): Transcript {
  if (messages.length === 0) return transcript;
  return {
    ...transcript,
    messages: [...transcript.messages, ...messages],
    bytes: transcript.bytes + messages.reduce((sum, message) => sum + jsonBytes(message), 0),
  };
}

/** Messages that the worker of the last model call has not seen. */
export function newMessages(transcript: Transcript): readonly Message[] {
  return transcript.messages.slice(transcript.known.length);
}

/** Mark all messages as known: they were sent with a model call, or are its answer. */
export function markKnown(transcript: Transcript): Transcript {
  return { ...transcript, known: extendHead(transcript.known, newMessages(transcript)) };
}

/**
 * Keep pinned messages and the last whole turns within `maxBytes`; a call is never split from its results.
 *
 * The newest turn stays whatever its size. `note` tells the model what is missing and goes in after the pinned
 * messages. The hash chain starts anew, so that the next worker asks for the window once.
 */
export function trimTranscript(
  transcript: Transcript,
  maxBytes: number,
  note: (omitted: number) => string,
): Transcript {
  const pinned = transcript.messages.filter(isPinned);
  const turns = wholeTurns(
    transcript.messages.filter((message) => !isPinned(message) && !isOmissionNote(message)),
  );
  let budget = maxBytes - bytesOfMessages(pinned);
  let firstKept = turns.length;
  while (firstKept > 0) {
    const size = bytesOfMessages(turns[firstKept - 1] ?? []);
    if (firstKept < turns.length && size > budget) break;
    budget -= size;
    firstKept--;
  }
  const omittedNow = turns.slice(0, firstKept).flat().length;
  if (omittedNow === 0) return transcript;
  const omitted = transcript.omitted + omittedNow;
  const kept = turns.slice(firstKept).flat();
  return rewrittenWindow([...pinned, harnessNote(omission + note(omitted)), ...kept], omitted);
}

/**
 * A window in the place of another. Its hash chain starts anew, and what the provider sealed is left out: that was made
 * under the whole window, and is refused under another.
 */
export function rewrittenWindow(messages: readonly Message[], omitted: number): Transcript {
  const kept = messages.map(withoutContinuation);
  return { messages: kept, known: extendHead(emptyHead, kept), bytes: bytesOfMessages(kept), omitted };
}

const omission = 'Left out: ';

function isOmissionNote(message: Message): boolean {
  return isHarnessNote(message) && message.content.startsWith(harnessNote(omission).content);
}

function isPinned(message: Message): boolean {
  return message.role === 'user' && message.pinned === true;
}

/** Groups of messages that only make sense together: what a user said, or an answer with the results of its calls. */
function wholeTurns(messages: readonly Message[]): Message[][] {
  const turns: Message[][] = [];
  for (const message of messages) {
    const current = turns.at(-1);
    if (message.role === 'tool' && current) current.push(message);
    else turns.push([message]);
  }
  return turns;
}

/** Of messages as a window counts them, in bytes of JSON. */
export function bytesOfMessages(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + jsonBytes(message), 0);
}
