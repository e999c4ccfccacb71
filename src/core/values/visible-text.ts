import { codeSpans, isWithin } from './code-spans.ts';

const thoughtTag = String.raw`(?:[a-z]+:)?(?:think(?:ing)?|thoughts?|reasoning|scratchpad)`;
/** An opening tag at the beginning of a line, or right after another block. */
const opening = new RegExp(String.raw`(?:^[^\S\n]*|>\s*)(<(${thoughtTag})(?:\s[^<>\n]*)?>)`, 'gim');
const closing = new RegExp(String.raw`</${thoughtTag}\s*>`, 'gi');

/**
 * Take a model's thoughts out of its text, where a server leaves them in it.
 *
 * Taken out are blocks in think, thought or reasoning tags that begin a line; what stands before a closing tag that was
 * never opened; and what stands after an opening tag that is never closed. Tags that are quoted as code, or stand as a
 * word within a sentence, are part of the text.
 */
export function withoutThoughts(text: string): string {
  if (!/<\/?(?:[a-z]+:)?(?:think|thought|reasoning|scratchpad)/i.test(text)) return text;
  const blockless = withoutBlocks(text);
  return blockless === text ? text : blockless.trim();
}

function withoutBlocks(text: string): string {
  const code = codeSpans(text);
  const closings = [...text.matchAll(closing)].filter((tag) => isMarkup(text, tag, code));
  const openings = [...text.matchAll(opening)]
    .map((match) => ({ index: match.index + match[0].length - (match[1]?.length ?? 0), name: match[2] }))
    .filter(({ index }) => !isWithin(index, code));
  const kept: string[] = [];
  let at = 0;
  const [firstClosing] = closings;
  if (firstClosing && !openings.some(({ index }) => index < firstClosing.index)) {
    at = firstClosing.index + firstClosing[0].length;
  }
  for (const { index, name } of openings) {
    if (index < at) continue;
    kept.push(text.slice(at, index));
    // A quoted tag closes what an unquoted one opened: code within thoughts is thought.
    const end = [...text.matchAll(new RegExp(`</${name}\\s*>`, 'gi'))].find((tag) => tag.index > index);
    if (end === undefined) return kept.join('');
    at = end.index + end[0].length;
  }
  return [...kept, text.slice(at)].join('');
}

/** Not a word that a sentence speaks of: between spaces on one line, in quotes or in code. */
function isMarkup(text: string, tag: RegExpExecArray, code: readonly (readonly [number, number])[]): boolean {
  if (isWithin(tag.index, code)) return false;
  const before = text[tag.index - 1] ?? '\n';
  const after = text[tag.index + tag[0].length] ?? '\n';
  if (/["'“‘`(]/.test(before) || /["'”’`)]/.test(after)) return false;
  return !(/[^\S\n]/.test(before) && /[^\S\n.,;:]/.test(after) && after !== '\n');
}

/** Of a text in the channels of OpenAI's open models, what stands in `final`; without one, nothing. */
export function finalChannel(text: string): string {
  if (!/^\s*<\|(?:start|channel)\|>/.test(text)) return text;
  const final = [
    ...text.matchAll(/<\|channel\|>final[^<]*<\|message\|>([\s\S]*?)(?=<\|(?:end|return|start|call)\|>|$)/g),
  ];
  return final
    .map((match) => match[1] ?? '')
    .join('')
    .trim();
}
