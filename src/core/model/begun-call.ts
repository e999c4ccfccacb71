import { codeSpans, isWithin } from '../values/code-spans.ts';
import { findUnmadeCall } from './find-unmade-call.ts';

/** So much of a text that comes bit by bit may still turn out to be the beginning of a call. */
const reach = 400;

/**
 * What of a text that is still being written is no markup of a call: neither of one that is found, nor of what may become
 * one. What turns out to be none is told once that is known.
 */
export function beforeBegunCall(text: string, tools: readonly string[]): string {
  const found = findUnmadeCall(text, tools);
  if (found) return found.before;
  if (mayBecomeBareCall(text, tools)) return '';
  const code = codeSpans(text);
  const at = openings
    .map((opening) => text.search(opening))
    .filter((index) => index >= 0 && !isWithin(index, code));
  const first = Math.min(...at, text.length);
  return text.length - first <= reach ? text.slice(0, first) : text;
}

/** Markup that began a line within reach of the end, and a line that so far may only be that. */
const openings: readonly RegExp[] = [
  /^[^\S\n]*<\|?(?:\w+:)?(?:tool|function|invoke|channel|start|python_tag|｜|\|)[^\n]*(?:\n[\s\S]*)?$/im,
  /^[^\S\n]*\[TOOL_CALLS\][\s\S]*$/m,
  /^```tool_(?:code|call)\b[\s\S]*$/m,
  /^[^\S\n]*(?:<[^>\s]{0,24}|\[(?:[A-Z_]{0,11}))$/m,
];

function mayBecomeBareCall(text: string, tools: readonly string[]): boolean {
  const begun = text.trimStart();
  if (!begun.startsWith('{')) return false;
  const head = begun.slice(0, reach);
  if (begun.length < reach && !begun.trimEnd().endsWith('}')) return true;
  return tools.some((tool) =>
    new RegExp(String.raw`"name"\s*:\s*"${tool.replaceAll(/\W/g, String.raw`\$&`)}"`).test(head),
  );
}
