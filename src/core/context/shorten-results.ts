import { boundedText } from '../values/bounded-text.ts';
import type { Message } from './message.ts';
import { bytesOfMessages, rewrittenWindow, type Transcript } from './transcript.ts';

/** Of a shortened result, at least this much is left. */
const leastChars = 500;
const mostChars = 65_536;

/**
 * Shorten the largest results of tools until the window is within `maxBytes`, or each is as short as it may be: for what
 * leaving out whole turns does not make short enough. Each stays the result of its call, and says that it was shortened.
 * Unchanged where nothing is to be gained.
 */
export function shortenResults(transcript: Transcript, maxBytes: number): Transcript {
  let { messages } = transcript;
  for (let chars = mostChars; chars >= leastChars && bytesOfMessages(messages) > maxBytes; chars /= 2) {
    messages = transcript.messages.map((message) => shortened(message, Math.floor(chars)));
  }
  return messages.some((message, place) => message !== transcript.messages[place])
    ? rewrittenWindow(messages, transcript.omitted)
    : transcript;
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
