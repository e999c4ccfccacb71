import { codeSpans, isWithin } from './code-spans.ts';

/** One end of a block of thoughts, as a server left it in the text. */
export interface ThoughtTag {
  readonly from: number;
  readonly to: number;
  /** What opens and closes together. */
  readonly name: string;
  readonly opens: boolean;
  /** It is one that documents have too: a block of it is a thought only before an answer. */
  readonly isVague: boolean;
  /** Not in code, in quotes or a word of a sentence; an opening one always is. */
  readonly isSure: boolean;
}

const names =
  'think(?:ing)?(?:_?process)?|thoughts?(?:_?process)?|reasoning(?:_?process)?|scratchpad|cot|chain_of_thought|ant_?thinking|(?:inner|internal)_?(?:monologue|thoughts?|reasoning)';
const vagueNames = 'reflection|analysis';

/** Each begins with a mark of its own, and stops at the next one: no text is looked at twice. */
const tags = new RegExp(
  [
    // Tags, with a name in front, with bars, or as HTML writes them; with attributes.
    String.raw`(?:<|&lt;)(?<bar>[|｜]?)(?<shut>/?)(?:[a-z]{1,20}:)?(?<name>${names}|${vagueNames})(?:\s[^<>&\n]{0,200})?\k<bar>(?:>|&gt;)`,
    // Mistral.
    String.raw`\[(?<boxShut>/?)(?<box>THINK(?:ING)?|REASONING)\]`,
    // Kimi.
    String.raw`◁(?<wedgeShut>/?)(?<wedge>think(?:ing)?)▷`,
    // Cohere, and models that were taught by others.
    String.raw`<\|(?<side>START|BEGIN_OF|END_OF|END)_(?<sided>THINKING|THINK|THOUGHTS?|REASONING)\|>`,
    String.raw`<\|?(?<late>think(?:ing)?|thoughts?|reasoning)_(?<lateSide>start|begin|end)\|?>`,
    // Gemma.
    String.raw`(?<channel><\|channel>\s{0,8}(?:thought|analysis)\b|<channel\|>)`,
    String.raw`(?<unused><unused94>\s{0,8}thought\b|<unused95>)`,
  ].join('|'),
  'gi',
);

/**
 * Find the tags around thoughts that a text holds, in their order, in time that grows with the text alone.
 *
 * An opening one begins a line, or stands right behind another tag; none stands in code, in quotes or as a word of a sentence.
 */
export function thoughtTags(text: string): readonly ThoughtTag[] {
  const code = codeSpans(text);
  return [...text.matchAll(tags)]
    .map((match) => {
      const tag = { from: match.index, to: match.index + match[0].length, ...kindOf(match) };
      const stands = tag.opens ? beginsPart(text, tag.from) : isMarkup(text, tag);
      return { ...tag, isSure: stands && !isWithin(tag.from, code) };
    })
    .filter(({ opens, isSure }) => isSure || !opens);
}

/** At the beginning of a line, or behind another tag. */
function beginsPart(text: string, from: number): boolean {
  const line = backOver(/[^\S\n]/, text, from);
  if (line === 0 || text[line - 1] === '\n') return true;
  return /[>▷]/.test(text[line - 1] ?? '') || text.endsWith('&gt;', line);
}

/** Not a word that a sentence speaks of: between spaces on one line, or in quotes. */
function isMarkup(text: string, { from, to }: { from: number; to: number }): boolean {
  const before = text[from - 1] ?? '\n';
  const after = text[to] ?? '\n';
  if (/["'“‘`(]/.test(before) || /["'”’`)]/.test(after)) return false;
  return !(/[^\S\n]/.test(before) && /[^\S\n.,;:]/.test(after) && after !== '\n');
}

/** Where the run of such characters before a place begins. */
function backOver(characters: RegExp, text: string, from: number): number {
  let at = from;
  while (at > 0 && characters.test(text[at - 1] ?? '')) at -= 1;
  return at;
}

function kindOf({ groups = {} }: RegExpExecArray): Pick<ThoughtTag, 'name' | 'opens' | 'isVague'> {
  const { name, shut, box, boxShut, wedge, wedgeShut, sided, side, late, lateSide, channel, unused } = groups;
  const found = name ?? box ?? wedge ?? sided ?? late ?? (channel === undefined ? 'unused' : 'channel');
  // Of Mistral's tags the small ones are nobody's.
  const isVague = box === undefined ? /^(?:reflection|analysis)$/i.test(name ?? '') : !/^[A-Z]+$/.test(box);
  const closes =
    shut === '/' ||
    boxShut === '/' ||
    wedgeShut === '/' ||
    /^END/i.test(side ?? lateSide ?? '') ||
    channel === '<channel|>' ||
    unused === '<unused95>';
  return { name: found.toLowerCase(), opens: !closes, isVague };
}
