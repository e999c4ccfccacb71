import { firstBehind } from './code-spans.ts';
import { withoutEndTokens } from './end-tokens.ts';
import { type ThoughtTag, thoughtTags } from './thought-tags.ts';

/** What a model said aloud: without thoughts, and without the tokens at which a turn or a part of it ends. */
export function spokenText(text: string, progress: { readonly isUnfinished?: boolean } = {}): string {
  const turn = withoutEndTokens(text);
  const spoken = withoutThoughts(turn, progress);
  return spoken === turn ? turn : withoutEndTokens(spoken);
}

/**
 * Take a model's thoughts out of its text, where a server leaves them in it.
 *
 * Taken out are blocks in think, thought or reasoning tags that begin a line, nested ones too; what stands before a closing
 * tag that was never opened; and what stands after an opening tag that is never closed. Tags that are quoted as code, or
 * stand as a word within a sentence, are part of the text. Of names that documents have too, `analysis` say, a block is a
 * thought only where it comes first and an answer follows; `isUnfinished`: one may still follow.
 */
function withoutThoughts(text: string, { isUnfinished = false }): string {
  const tags = thoughtTags(text);
  if (tags.length === 0) return text;
  const blockless = withoutBlocks(text, tags, isUnfinished);
  return blockless === text ? text : withoutWrapper(blockless.trim());
}

function withoutBlocks(text: string, tags: readonly ThoughtTag[], isUnfinished: boolean): string {
  const closes = matching(tags);
  const end = text.trimEnd().length;
  let kept = '';
  let at = 0;
  let hadBlock = false;
  let hasText = false;
  for (const tag of tags) {
    if (tag.from < at) continue;
    if (tag.opens) {
      const before = text.slice(at, tag.from);
      const close = closes.get(tag);
      const isAnswered = isUnfinished || (close !== undefined && close.to < end);
      if (tag.isVague && (!isAnswered || hasText || before.trim() !== '')) continue;
      kept += before;
      hasText ||= before.trim() !== '';
      if (close === undefined) return kept;
      at = close.to;
      hadBlock = true;
    } else if (tag.isSure && !tag.isVague) {
      // Nobody opened it: all since the block before it was a thought, unless it is the end of what follows one.
      if (hadBlock && tag.to >= end) kept += text.slice(at, tag.from);
      at = tag.to;
      hadBlock = true;
    }
  }
  return kept + text.slice(at);
}

/** The tag that closes each opening one: its own where they nest, else the next of its name, or of any. */
function matching(tags: readonly ThoughtTag[]): ReadonlyMap<ThoughtTag, ThoughtTag> {
  const closes = new Map<ThoughtTag, ThoughtTag>();
  const open = new Map<string, ThoughtTag[]>();
  const closing = new Map<string, ThoughtTag[]>();
  const sure = tags.filter(({ opens, isSure }) => !opens && isSure);
  for (const tag of tags) {
    const byName = tag.opens ? open : closing;
    const group = byName.get(tag.name) ?? [];
    if (group.length === 0) byName.set(tag.name, group);
    group.push(tag);
    if (tag.opens) continue;
    const opener = open.get(tag.name)?.pop();
    if (opener !== undefined) closes.set(opener, tag);
  }
  for (const tag of tags) {
    if (!tag.opens || closes.has(tag)) continue;
    const next =
      nextBehind(closing.get(tag.name) ?? [], tag) ?? (tag.isVague ? undefined : nextBehind(sure, tag));
    if (next !== undefined) closes.set(tag, next);
  }
  return closes;
}

function nextBehind(closing: readonly ThoughtTag[], { from }: ThoughtTag): ThoughtTag | undefined {
  return closing[firstBehind(closing, from, (tag) => tag.from)];
}

/** Who thinks in tags may answer in some as well. */
function withoutWrapper(text: string): string {
  const name = /^<(answer|final_answer|final|response|output|solution)>/i.exec(text)?.[1];
  if (name === undefined) return text;
  const inner = text.slice(name.length + 2);
  const close = `</${name}>`;
  return (inner.toLowerCase().endsWith(close.toLowerCase()) ? inner.slice(0, -close.length) : inner).trim();
}
