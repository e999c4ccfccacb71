import { boundedText } from '../../../core/values/bounded-text.ts';

const longestLine = 160;
const shownItems = 6;
const labelWidth = 9;

/** Put a word for the eye before a line: `order    pending → cancelled`. */
export function labelledLine(label: string, text: string): string {
  return label.padEnd(labelWidth) + text;
}

/** List things one a line under one label; of many, the first six and how many more there are. */
export function labelledList(label: string, texts: readonly string[]): string[] {
  const more = texts.length - shownItems;
  const lines = more > 0 ? [...texts.slice(0, shownItems), `and ${more} more`] : texts;
  return lines.map((text, index) => labelledLine(index === 0 ? label : '', text));
}

/** Join lines of a preview, each kept to one line: what a model or the shop's data wrote must not look like another. */
export function joinPreview(lines: readonly string[]): string {
  return lines.map(oneLine).join('\n');
}

function oneLine(text: string): string {
  return boundedText(text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' '), { chars: longestLine });
}
