import type { Charter } from '../charter/charter.ts';
import type { Message } from '../context/message.ts';
import type { Transcript } from '../context/transcript.ts';
import type { Json } from '../values/json.ts';
import { holds, holdsWhole, identifiers, type Quote, quoteOf, type Source, sourceOf } from './quoted-text.ts';

/** What an answer to the question needs to know of a run. */
interface Heard {
  readonly trusted: readonly Source[];
  readonly untrusted: readonly Source[];
  /** Messages were left out of the window. */
  readonly incomplete: boolean;
}

/**
 * Whether some argument was taken from an untrusted tool's output: its text or number stands there, and in nothing that
 * the user, the task or a trusted tool said. Always false for an agent none of whose rules asks for it.
 *
 * Looks at texts and numbers of four characters and more at any depth, not at the names of fields. In a text that
 * nobody said word for word it looks at what points at something: addresses, order numbers, links. Goes by the window;
 * where messages were left out of it and nobody is left who said a text, the worst is assumed. What a model rewords,
 * computes or encodes is not found.
 */
export function hasUntrustedArguments(
  value: Json,
  { messages, omitted }: Pick<Transcript, 'messages' | 'omitted'>,
  charter: Pick<Charter, 'tools' | 'rules'>,
): boolean {
  if (!charter.rules.some(({ when }) => when?.argumentsFrom !== undefined)) return false;
  const quotes = leavesOf(value).flatMap((leaf) => quoteOf(leaf) ?? []);
  if (quotes.length === 0) return false;
  const said = (trust: string) =>
    messages.filter((message) => trustIn(message, charter) === trust).map(({ content }) => sourceOf(content));
  const heard = { trusted: said('trusted'), untrusted: said('untrusted'), incomplete: omitted > 0 };
  return quotes.some((quote) => {
    if (heard.trusted.some((source) => holdsWhole(source, quote))) return false;
    const parts = quote.text === undefined ? [] : identifiers(quote.text);
    return [quote, ...parts].some((part) => isUntrusted(part, heard));
  });
}

function isUntrusted(quote: Quote, { trusted, untrusted, incomplete }: Heard): boolean {
  if (trusted.some((source) => holdsWhole(source, quote))) return false;
  return incomplete || untrusted.some((source) => holds(source, quote));
}

/**
 * What the assistant wrote counts for neither side, as it may repeat anything; nor do our own notes, which quote plans
 * and summaries that it wrote.
 */
function trustIn(message: Message, charter: Pick<Charter, 'tools'>): 'trusted' | 'untrusted' | undefined {
  if (message.role === 'assistant') return undefined;
  if (message.role === 'user') return message.content.startsWith('[Holdfast] ') ? undefined : 'trusted';
  const tool = Object.hasOwn(charter.tools, message.tool) ? charter.tools[message.tool] : undefined;
  return tool?.trust === 'trusted' ? 'trusted' : 'untrusted';
}

function leavesOf(value: Json): (string | number)[] {
  if (typeof value === 'string' || typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(leavesOf);
}
