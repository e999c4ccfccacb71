import { boundedText } from '../../core/values/bounded-text.ts';

/** Write a text on one line of at most `maxChars` characters. */
export function cutToOneLine(text: string, maxChars: number): string {
  return boundedText(text.replace(/\s+/g, ' ').trim(), { chars: maxChars });
}
