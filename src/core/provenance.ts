import type { Charter } from './charter.ts';
import type { Json } from './json.ts';
import type { Message } from './message.ts';

/** Shorter texts stand everywhere and tell nothing. */
const tellingLength = 4;

/**
 * Whether some argument was taken from an untrusted tool's output: its text stands there, and in nothing that the user
 * or the task said. Goes by the window that the model saw.
 */
export function hasUntrustedArguments(value: Json, messages: readonly Message[], charter: Charter): boolean {
  const texts = leafTexts(value).filter((text) => text.length >= tellingLength);
  if (texts.length === 0) return false;
  const said = (trusted: boolean) =>
    messages.filter((message) => isTrusted(message, charter) === trusted).map(({ content }) => content);
  const trusted = said(true);
  const untrusted = said(false);
  return texts.some(
    (text) =>
      untrusted.some((source) => source.includes(text)) && !trusted.some((source) => source.includes(text)),
  );
}

/** What the assistant wrote counts for neither side: it may repeat anything. */
function isTrusted(message: Message, charter: Charter): boolean | undefined {
  if (message.role === 'assistant') return undefined;
  if (message.role === 'user') return true;
  return charter.tools[message.tool]?.trust === 'trusted';
}

function leafTexts(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(leafTexts);
}
