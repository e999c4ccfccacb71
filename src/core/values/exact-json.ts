import type { Json } from './json.ts';

/** Of ECMAScript's proposal on JSON source text, which Node has and TypeScript does not know yet. */
interface SourceJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
}

const json = JSON as unknown as SourceJson;

/**
 * Parse JSON so that `JSON.stringify` writes each number back with the value it had, also one that JavaScript cannot hold.
 *
 * Such a number is no number in what this returns, but a raw text that only `JSON.stringify` understands.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function parseExactJson(text: string): unknown {
  if (!suspicious.test(text)) return JSON.parse(text);
  return json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && !isExact(source) ? json.rawJSON(source) : value,
  );
}

/**
 * Parse JSON and name the numbers in it that JavaScript would change, as they were written.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function parseJsonNamingChanges(text: string): { value: Json; changed: readonly ChangedNumber[] } {
  if (!suspicious.test(text)) return { value: JSON.parse(text) as Json, changed: [] };
  const changed: ChangedNumber[] = [];
  const value = json.parse(text, (key, one, { source }) => {
    if (typeof one === 'number' && source !== undefined && !isExact(source)) changed.push({ key, source });
    return one;
  }) as Json;
  return { value, changed };
}

/** `key`: the name of its field or its position in a list; empty where it is the whole. */
export interface ChangedNumber {
  readonly key: string;
  readonly source: string;
}

/** No other text holds such a number; most hold none, and are parsed at once. */
const suspicious = /[\d.]{16}|\d[eE][+-]?\d|-0/;

/** Whether JavaScript writes a number of JSON back with the value it had: `1e3` as 1000, but not 2⁵³ + 1, and not -0. */
function isExact(source: string): boolean {
  const value = Number(source);
  if (!Number.isFinite(value) || Object.is(value, -0)) return false;
  return decimal(source) === decimal(String(value));
}

/** A number's digits without zeros at either end, and its exponent: the same for each way to write it. */
function decimal(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  if (kept === '') return '0';
  return `${sign}${kept}e${Number(exponent) - fraction.length + digits.length - kept.length}`;
}
