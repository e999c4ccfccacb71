import { finalChannel } from '../values/final-channel.ts';
import { spokenText } from '../values/visible-text.ts';
import type { AnswerEnding } from './answer-ending.ts';
import { findUnmadeCall } from './find-unmade-call.ts';
import type { UnmadeCall } from './unmade-call.ts';

/**
 * Read what a model wrote beside its calls: what of it is for the user, and whether it meant to make a call and did not.
 *
 * Markup of a call is taken out whether or not the answer holds calls; only one without any lacks the one it meant.
 */
export function readAnswerText(
  answer: {
    readonly text: string;
    readonly calls: readonly unknown[];
    readonly ending: AnswerEnding;
    readonly announcesCalls?: boolean;
  },
  tools: readonly string[],
): { readonly text: string; readonly unmade?: UnmadeCall } {
  const spoken = spokenText(answer.text);
  const found = findUnmadeCall(spoken, tools);
  const text = finalChannel(found ? found.before : spoken);
  const visible = text.trim() === '' ? '' : text;
  if (answer.calls.length > 0 || answer.ending.kind !== 'whole') return { text: visible };
  if (found) return { text: visible, unmade: { kind: 'written-as-text', tool: found.tool } };
  return answer.announcesCalls === true
    ? { text: visible, unmade: { kind: 'announced' } }
    : { text: visible };
}
