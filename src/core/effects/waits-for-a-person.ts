import type { Call } from '../calls/call.ts';
import type { Effect } from './effect.ts';

/**
 * Whether only a person can bring this to an end: the one rule, for the run that counts its waiting, for the undo that
 * stays open, and for what people see and may do.
 *
 * A call waits to be approved, or for the truth about an effect that no probe could make out. An effect waits whose undo
 * failed.
 */
export function waitsForAPerson(one: Pick<Call, 'progress'> | Pick<Effect, 'state'>): boolean {
  if ('state' in one) return one.state === 'undo-failed';
  const { progress } = one;
  return (
    progress.state === 'awaiting-approval' || (progress.state === 'settling' && progress.by === 'person')
  );
}

/**
 * Whether a person may tell what became of an effect: of one that waits for it, and of one that nobody waits for any
 * more, since its undo met a conflict or its run closed over it. `call` is the effect's, while its turn is not over: what
 * is about to be sent again, or is looked for, is not told over the run's head.
 */
export function maySettle({ state }: Pick<Effect, 'state'>, call?: Pick<Call, 'progress'>): boolean {
  if (call && call.progress.state !== 'answered')
    return call.progress.state === 'settling' && waitsForAPerson(call);
  return state === 'unknown' || state === 'conflict' || waitsForAPerson({ state });
}
