import { boundedText } from './bounded-text.ts';
import { normaliseText } from './normalise-text.ts';

/**
 * Quote a foreign text within a line of our own, at most `chars` of it: `"cancel #W42"`.
 *
 * It stays within its quotes and on its line: what stood on a line of its own would read as if we had said it.
 */
export function quotedLine(text: string, chars: number): string {
  // What nobody sees is taken out before the text is cut, and never more than a few times as much is looked at.
  const plain = normaliseText(boundedText(text, { chars: chars * 4 }));
  return JSON.stringify(boundedText(plain.replaceAll(/\s+/g, ' ').trim(), { chars }));
}
