import { normaliseText } from '../../core/values/normalise-text.ts';

/** Shorter texts and numbers stand everywhere and tell nothing. */
const tellingLength = 4;

/** What to look for of one value: its text from letter to letter, and its number when it is one. */
export interface Quote {
  readonly text?: string;
  readonly number?: number;
}

/** Make a value ready to be looked up; undefined when it is too short to tell anything. */
export function quoteOf(value: string | number): Quote | undefined {
  if (typeof value === 'number') {
    const number = Math.abs(value);
    return String(number).length >= tellingLength ? { number } : undefined;
  }
  const text = trimmed(comparable(value));
  if (text.length < tellingLength) return undefined;
  return /^\d+(?:\.\d+)?$/.test(text) ? { text, number: Number(text) } : { text };
}

/** The words of a text that point at something by themselves: addresses, numbers of orders, links. */
export function identifiers(text: string): Quote[] {
  const words = text.match(/[^\s"'`<>()[\]{},;|]+/g) ?? [];
  return words.flatMap((word) => {
    const quote = quoteOf(word);
    return quote?.text !== undefined && quote.text !== text && /\d|[^.]\.[^.]|[@/]/.test(quote.text)
      ? [quote]
      : [];
  });
}

/** What somebody said, as things are looked up in it: the text, and the text without JSON's escapes where it has some. */
export function searchableTexts(content: string): readonly string[] {
  return [content, ...(content.includes('\\') ? [unescaped(content)] : [])].map(comparable);
}

/** Also `1,000.50`; where a comma may part two numbers, both readings count. */
export function numbersIn(text: string): number[] {
  const plain = text.match(/\d+(?:\.\d+)?(?:e[+-]?\d+)?/g) ?? [];
  const grouped = text.match(/\d{1,3}(?:,\d{3})+(?:\.\d+)?/g) ?? [];
  return [...plain, ...grouped.map((number) => number.replaceAll(',', ''))].map(Number);
}

/** Letters and digits of any script; half a surrogate pair counts as one. */
const letter = /[a-z0-9_\u00aa-\u024f\u0370-\u1fff\u2c00-\u2fef\u3005-\ud7ff\ud800-\udfff\uf900-\uffef]/;

/** Whether a UTF-16 unit goes on a word. */
export function isLetter(unit: number): boolean {
  return letter.test(String.fromCharCode(unit));
}

/** One spelling for texts that a reader takes for the same. */
function comparable(text: string): string {
  return composed(normaliseText(text)).toLowerCase().replaceAll(/\s+/g, ' ');
}

const pieceUnits = 128;
const goesOn = /^(?:\p{M}|[\udc00-\udfff])/u;

/**
 * NFKC, piece by piece: over a long run of combining marks the engine's own takes time that grows with its square,
 * and whoever writes a tool's output may write one. Pieces end before a character that begins something new.
 */
function composed(text: string): string {
  let whole = '';
  for (let start = 0; start < text.length; ) {
    let end = start + pieceUnits;
    while (end < text.length && end < start + 2 * pieceUnits && goesOn.test(text.charAt(end))) end++;
    whole += text.slice(start, end).normalize('NFKC');
    start = end;
  }
  return whole;
}

function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && !letter.test(text[start] ?? '')) start++;
  while (end > start && !letter.test(text[end - 1] ?? '')) end--;
  return text.slice(start, end);
}

function unescaped(json: string): string {
  return json.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, mark: string) =>
    code === undefined ? (/[nrtbf]/.test(mark) ? ' ' : mark) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
