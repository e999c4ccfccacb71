/** Parts of a text, as `[from, to)`, in their order; none overlaps another. */
export type Spans = readonly (readonly [number, number])[];

/**
 * Where a text of Markdown quotes code: fenced blocks, also one that is not closed, and inline code.
 *
 * A fence opens and closes at the beginning of a line; inline code ends within its line. Takes time in proportion to the
 * text.
 */
export function codeSpans(text: string): Spans {
  const fenced = fencedSpans(text);
  const spans = [...fenced];
  for (const match of text.matchAll(/(?<!`)(`{1,2})(?!`)[^`\n]+\1(?!`)/g)) {
    if (!isWithin(match.index, fenced)) spans.push([match.index, match.index + match[0].length]);
  }
  return spans.sort(([a], [b]) => a - b);
}

function fencedSpans(text: string): Spans {
  const spans: [number, number][] = [];
  let open: { at: number; mark: string } | undefined;
  for (const match of text.matchAll(/^[^\S\n]{0,3}(`{3,}|~{3,})[^\n]*$/gm)) {
    const mark = match[1] ?? '';
    if (open === undefined) open = { at: match.index, mark };
    else if (mark.startsWith(open.mark) && match[0].trim() === mark) {
      spans.push([open.at, match.index + match[0].length]);
      open = undefined;
    }
  }
  if (open !== undefined) spans.push([open.at, text.length]);
  return spans;
}

/** Whether a place lies within one of the parts; their number counts by its logarithm. */
export function isWithin(index: number, spans: Spans): boolean {
  const next = firstBehind(spans, index, ([from]) => from);
  const span = spans[next - 1];
  return span !== undefined && index < span[1];
}

/** Of a list that is sorted by a place, the position of the first item whose place is behind `index`. */
export function firstBehind<Item>(
  sorted: readonly Item[],
  index: number,
  placeOf: (item: Item) => number,
): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = sorted[middle] as Item;
    if (placeOf(item) > index) high = middle;
    else low = middle + 1;
  }
  return low;
}
