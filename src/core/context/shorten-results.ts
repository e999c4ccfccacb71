import { boundedText } from '../values/bounded-text.ts';
import { jsonBytes } from '../values/json.ts';
import type { Message } from './message.ts';
import { withoutContinuation } from './returned-continuation.ts';
import { emptyHead, extendHead, type Transcript } from './transcript.ts';

/** Of a shortened result, at least this much is left. */
const leastChars = 500;
const mostChars = 65_536;

/**
 * Shorten the largest results of tools until the window is within `maxBytes`, or each is as short as it may be: for what
 * leaving out whole turns does not make short enough. Each stays the result of its call, and says that it was shortened.
 *
 * What the provider sealed was made under the whole window, and goes with it. Unchanged where nothing is to be gained.
 */
export function shortenResults(transcript: Transcript, maxBytes: number): Transcript {
  let { messages } = transcript;
  for (let chars = mostChars; chars >= leastChars && sizeOf(messages) > maxBytes; chars /= 2) {
    messages = transcript.messages.map((message) => shortened(message, Math.floor(chars)));
  }
  if (!messages.some((message, place) => message !== transcript.messages[place])) return transcript;
  const kept = messages.map(withoutContinuation);
  return { ...transcript, messages: kept, known: extendHead(emptyHead, kept), bytes: sizeOf(kept) };
}

function shortened(message: Message, chars: number): Message {
  if (message.role !== 'tool' || message.content.length <= chars + leastChars / 2) return message;
  const { length } = message.content;
  const head = boundedText(message.content, { chars });
  return {
    ...message,
    content: `${head}\n\n(Shortened to fit the window: these are the first ${chars} of ${length} characters. Ask for less at once to see the rest.)`,
  };
}

function sizeOf(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + jsonBytes(message), 0);
}
