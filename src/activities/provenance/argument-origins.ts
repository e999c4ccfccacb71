import type { Charter } from '../../core/charter/charter.ts';
import { isHarnessNote } from '../../core/context/harness-note.ts';
import type { Message } from '../../core/context/message.ts';
import { type ArgumentsOrigin, asksForOrigin } from '../../core/guard/arguments-origin.ts';
import type { Json } from '../../core/values/json.ts';
import { PhraseSearch } from './phrase-search.ts';
import { identifiers, isLetter, numbersIn, type Quote, quoteOf, searchableTexts } from './quoted-text.ts';
import { WorkBudget, WorkExceededError } from './work-budget.ts';

/** Ten times what the largest window and the largest answer take; some seconds at worst. */
const maxSteps = 30_000_000;

/**
 * Say of each call's arguments whether they were taken from an untrusted tool's output: a text or number of it stands
 * there, and in nothing that the user, the task or a trusted tool said. Undefined for an agent none of whose rules asks.
 *
 * Looks at texts and numbers of four characters and more at any depth, not at the names of fields. In a text that
 * nobody said word for word it looks at what points at something: addresses, order numbers, links. Goes by the window
 * that the model saw. What a model rewords, computes or encodes is not found. Takes time that grows with the window and
 * the arguments, and not with their product; beyond a bound it gives up, and says so.
 */
export function argumentOrigins(
  calls: readonly Json[],
  messages: readonly Message[],
  charter: Pick<Charter, 'tools' | 'rules'>,
  budget: WorkBudget = new WorkBudget(maxSteps),
): readonly (ArgumentsOrigin | undefined)[] {
  if (!asksForOrigin(charter)) return calls.map(() => undefined);
  const asked = calls.map((args) => leavesOf(args).flatMap((leaf) => quoteOf(leaf) ?? []));
  if (asked.every((quotes) => quotes.length === 0)) return calls.map(() => 'trusted');
  try {
    const heard = listen(asked.flat(), messages, charter, budget);
    return asked.map((quotes) => originOf(quotes, heard));
  } catch (error) {
    if (!(error instanceof WorkExceededError)) throw error;
    return asked.map((quotes) => (quotes.length === 0 ? 'trusted' : 'unexamined'));
  }
}

/** What of the quotes was said by whom. */
interface Heard {
  isTrusted(quote: Quote): boolean;
  isUntrusted(quote: Quote): boolean;
}

function originOf(quotes: readonly Quote[], heard: Heard): ArgumentsOrigin {
  const doubtful = quotes
    .filter((quote) => !heard.isTrusted(quote))
    .flatMap((quote) => partsOf(quote).filter((part) => !heard.isTrusted(part)));
  if (doubtful.some((part) => heard.isUntrusted(part))) return 'untrusted';
  return doubtful.length > 0 ? 'unheard' : 'trusted';
}

function partsOf(quote: Quote): readonly Quote[] {
  return quote.text === undefined ? [quote] : [quote, ...identifiers(quote.text)];
}

/** Read all messages once, for all quotes. */
function listen(
  quotes: readonly Quote[],
  messages: readonly Message[],
  charter: Pick<Charter, 'tools'>,
  budget: WorkBudget,
): Heard {
  const texts = new Set(quotes.flatMap(partsOf).flatMap(({ text }) => text ?? []));
  const phraseOf = new Map([...texts].map((text, number) => [text, number]));
  const search = new PhraseSearch([...texts], budget);
  const numbers = { trusted: new Set<number>(), untrusted: new Set<number>() };
  for (const message of messages) {
    const trust = trustIn(message, charter);
    if (trust === undefined) continue;
    // A text is longer at most some times over when it is brought into one spelling.
    budget.spend(message.content.length);
    for (const text of searchableTexts(message.content)) {
      if (trust === 'trusted') search.searchWhole(text, isLetter);
      else search.searchAnywhere(text);
      for (const number of numbersIn(text)) numbers[trust].add(number);
    }
  }
  const has = (quote: Quote, inText: (phrase: number) => boolean, among: ReadonlySet<number>): boolean => {
    const phrase = quote.text === undefined ? undefined : phraseOf.get(quote.text);
    return (
      (phrase !== undefined && inText(phrase)) || (quote.number !== undefined && among.has(quote.number))
    );
  };
  return {
    isTrusted: (quote) => has(quote, (phrase) => search.isWhole(phrase), numbers.trusted),
    isUntrusted: (quote) => has(quote, (phrase) => search.isAnywhere(phrase), numbers.untrusted),
  };
}

/**
 * What the assistant wrote counts for neither side, as it may repeat anything; nor do our own notes, which quote plans
 * and summaries that it wrote.
 */
function trustIn(message: Message, charter: Pick<Charter, 'tools'>): 'trusted' | 'untrusted' | undefined {
  if (message.role === 'assistant' || isHarnessNote(message)) return undefined;
  if (message.role === 'user') return 'trusted';
  const tool = Object.hasOwn(charter.tools, message.tool) ? charter.tools[message.tool] : undefined;
  return tool?.trust === 'trusted' ? 'trusted' : 'untrusted';
}

function leavesOf(value: Json, found: (string | number)[] = []): (string | number)[] {
  if (typeof value === 'string' || typeof value === 'number') found.push(value);
  else if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) leavesOf(member, found);
  return found;
}
