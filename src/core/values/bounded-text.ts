/** How long a text may be: in UTF-8 bytes where it is kept or sent, in characters (UTF-16 units) where it is shown. */
export type TextBound = { readonly bytes: number } | { readonly chars: number };

/** For the mark at the end of a text that was cut. */
const mark = '…';
const markBytes = 3;

/**
 * Bring a text from outside to its bound, well formed; one that was cut ends in `…`.
 *
 * The only way in which a text is cut: never within a surrogate pair, and half a pair that stands in it becomes U+FFFD.
 * Takes time for what is kept, however long the text is. A bound has room for the mark at least.
 */
export function boundedText(text: string, bound: TextBound): string {
  const inBytes = 'bytes' in bound;
  const most = inBytes ? bound.bytes : bound.chars;
  if (text.length <= (inBytes ? most / maxBytesOfUnit : most)) return text.toWellFormed();
  const room = most - (inBytes ? markBytes : mark.length);
  let size = 0;
  let fits = 0;
  for (let at = 0; at < text.length; ) {
    const point = text.codePointAt(at) ?? 0;
    const units = point > 0xffff ? 2 : 1;
    size += inBytes ? bytesOf(point) : units;
    if (size > most) return text.slice(0, fits).toWellFormed() + mark;
    at += units;
    if (size <= room) fits = at;
  }
  return text.toWellFormed();
}

const maxBytesOfUnit = 3;

function bytesOf(point: number): number {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point > 0xffff ? 4 : 3;
}
