import { normaliseText } from '../values/normalise-text.ts';

/** Shorter texts and numbers stand everywhere and tell nothing. */
const tellingLength = 4;

/** What somebody said, made ready for looking things up in it. */
export interface Source {
  /** The text, and the text without JSON's escapes where it has some. */
  readonly texts: readonly string[];
  readonly numbers: () => ReadonlySet<number>;
}

export function sourceOf(content: string): Source {
  const texts = [content, ...(content.includes('\\') ? [unescaped(content)] : [])].map(comparable);
  let numbers: ReadonlySet<number> | undefined;
  return {
    texts,
    numbers: () => {
      numbers ??= new Set(texts.flatMap(numbersIn));
      return numbers;
    },
  };
}

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

/** Whether a source has the quote anywhere, also within a word. */
export function holds({ texts, numbers }: Source, { text, number }: Quote): boolean {
  return (
    (text !== undefined && texts.some((source) => source.includes(text))) ||
    (number !== undefined && numbers().has(number))
  );
}

/** Whether a source has the quote as words of their own: `W12` does not stand in `W123`. */
export function holdsWhole({ texts, numbers }: Source, { text, number }: Quote): boolean {
  return (
    (text !== undefined && texts.some((source) => standsAlone(source, text))) ||
    (number !== undefined && numbers().has(number))
  );
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

function standsAlone(source: string, text: string): boolean {
  for (let at = source.indexOf(text); at >= 0; at = source.indexOf(text, at + 1)) {
    const before = source[at - 1] ?? ' ';
    const after = source[at + text.length] ?? ' ';
    if (!letter.test(before) && !letter.test(after)) return true;
  }
  return false;
}

/** Letters and digits of any script; half a surrogate pair counts as one. */
const letter = /[a-z0-9_\u00aa-\u024f\u0370-\u1fff\u2c00-\u2fef\u3005-\ud7ff\ud800-\udfff\uf900-\uffef]/;

/** One spelling for texts that a reader takes for the same. */
function comparable(text: string): string {
  return normaliseText(text).normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ');
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

/** Also `1,000.50`; where a comma may part two numbers, both readings count. */
function numbersIn(text: string): number[] {
  const plain = text.match(/\d+(?:\.\d+)?(?:e[+-]?\d+)?/g) ?? [];
  const grouped = text.match(/\d{1,3}(?:,\d{3})+(?:\.\d+)?/g) ?? [];
  return [...plain, ...grouped.map((number) => number.replaceAll(',', ''))].map(Number);
}
