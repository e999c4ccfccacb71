/** A JSON object of a request or an answer, of whatever wire. */
export type Wire = Record<string, unknown>;

/** The items of a list; of anything else none. */
export function itemsOf(value: unknown): Wire[] {
  return Array.isArray(value) ? value : [];
}

/** What a message says, as one text or in parts. */
export function textOfParts(content: unknown): string {
  if (typeof content === 'string') return content;
  return itemsOf(content)
    .map((part) => String(part['text'] ?? ''))
    .join('');
}
