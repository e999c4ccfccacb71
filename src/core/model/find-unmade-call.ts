import { callLine } from './call-lines.ts';
import { callMarkup } from './call-markup.ts';
import { callObject } from './call-objects.ts';
import type { WrittenCall } from './written-call.ts';

/**
 * Find a call of a granted tool that a model wrote as text, and the text before it.
 *
 * Markup counts where it begins a line or follows a sentence, names a granted tool soon after, and is not quoted as
 * code; JSON, and an expression, where it ends the text and is nothing but a call of a granted tool. Whoever explains such
 * markup, or shows what was asked for, is not mistaken for a caller. Takes time in proportion to the text.
 */
export function findUnmadeCall(text: string, tools: readonly string[]): WrittenCall | undefined {
  return callMarkup(text, tools) ?? callObject(text, tools) ?? callLine(text, tools);
}
