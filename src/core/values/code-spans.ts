/**
 * Where a text of Markdown quotes code, as `[from, to)`: fenced blocks, also one that is not closed, and inline code.
 *
 * A fence opens and closes at the beginning of a line; inline code ends within its line.
 */
export function codeSpans(text: string): readonly (readonly [number, number])[] {
  const spans: [number, number][] = [];
  const fence = /^[^\S\n]{0,3}(`{3,}|~{3,})[^\n]*$/gm;
  let open: { at: number; mark: string } | undefined;
  for (const match of text.matchAll(fence)) {
    const mark = match[1] ?? '';
    if (open === undefined) open = { at: match.index, mark };
    else if (mark.startsWith(open.mark) && match[0].trim() === mark) {
      spans.push([open.at, match.index + match[0].length]);
      open = undefined;
    }
  }
  if (open !== undefined) spans.push([open.at, text.length]);
  const fenced = [...spans];
  for (const match of text.matchAll(/(?<!`)(`{1,2})(?!`)[^`\n]+\1(?!`)/g)) {
    if (!isWithin(match.index, fenced)) spans.push([match.index, match.index + match[0].length]);
  }
  return spans;
}

export function isWithin(index: number, spans: readonly (readonly [number, number])[]): boolean {
  return spans.some(([from, to]) => index >= from && index < to);
}
