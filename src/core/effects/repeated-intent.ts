import type { Call, CallAnswer } from '../calls/call.ts';
import { digestOf } from '../values/digest.ts';
import { type LedgerEntry, mayTouchTheSame } from './effect.ts';

export type Repetition =
  /** The same change was made and still stands: answered with what it brought. */
  | { readonly kind: 'same'; readonly answer: CallAnswer }
  /** The same change was made, and it is not certain that it still stands. */
  | { readonly kind: 'doubtful'; readonly earlier: string };

/**
 * Whether a call means a change that this run has made already: the same intent with the same arguments.
 *
 * Certain only when the earlier effect was applied, not undone, and nothing was written since that may have been to its resources.
 */
export function repetitionOf(call: Call, ledger: readonly LedgerEntry[]): Repetition | undefined {
  const { intent } = call.facts;
  if (intent === undefined || call.approvedAs !== undefined || call.dispatches > 0) return undefined;
  const digest = digestOf(call.arguments);
  const position = ledger.findLastIndex(
    (entry) =>
      entry.tool === call.tool &&
      entry.intent === intent &&
      entry.argumentsDigest === digest &&
      !['absent', 'undone', 'intended'].includes(entry.state),
  );
  const earlier = ledger[position];
  if (!earlier) return undefined;
  const overwritten = ledger
    .slice(position + 1)
    .some((later) => later.state !== 'absent' && mayTouchTheSame(earlier, later));
  if (earlier.state !== 'applied' || overwritten || earlier.answer === undefined) {
    return { kind: 'doubtful', earlier: earlier.id };
  }
  return { kind: 'same', answer: { content: earlier.answer, isError: false } };
}
