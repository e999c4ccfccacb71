import { numberEffects } from '../../core/calls/step-numbers.ts';
import { type Effect, effectOf, type LedgerEntry } from '../../core/effects/effect.ts';
import { ledgerAtEnd } from '../../core/undo/cut-off-undo.ts';
import { nextActions } from '../../core/view/next-actions.ts';
import type { RunView } from '../../core/view/run-view.ts';
import type { Executions } from '../../histories/abandoned-executions.ts';
import { abandonedBranches } from '../../histories/abandoned-steps.ts';
import { withAbandoned } from '../../histories/ledger-with-abandoned.ts';
import { spentBy } from '../../histories/spent-before-reset.ts';
import type { TemporalAccess } from '../connection/temporal-access.ts';
import { readLaterUndo, withLaterUndo } from '../undo/later-undo.ts';

/** Tell a run with what executions did that resets left behind: their effects are in the world, their bills are due. */
export async function viewWithAbandoned(
  access: TemporalAccess,
  view: RunView,
  executions: Executions,
): Promise<RunView> {
  const state = executions.own[0]?.projection.state;
  const own = !state ? [] : view.state === 'closed' ? ledgerAtEnd(state) : numberEffects(state);
  const later = await readLaterUndo(access, view.id);
  const ledger = withLaterUndo(withAbandoned(own, executions), later);
  const effects = toldEffects(view.effects, own, ledger);
  const steps = executions.own.flatMap(({ projection }) => projection.steps(false));
  const spentBeforeReset = spentBy(abandonedBranches(steps, executions, false), executions);
  return { ...view, effects, spentBeforeReset, next: nextActions({ ...view, effects }) };
}

/**
 * What users see of a ledger that was read, and of what its run says itself: a worker may know more of an open run than
 * its history (`own`) told just before.
 */
export function toldEffects(
  said: readonly Effect[],
  own: readonly LedgerEntry[],
  ledger: readonly LedgerEntry[],
): readonly Effect[] {
  const told = new Map(said.map((effect) => [effect.id, effect]));
  const stateRead = new Map(own.map(({ id, state }) => [id, state]));
  const effects = ledger.flatMap((entry) => {
    const word = told.get(entry.id);
    told.delete(entry.id);
    if (word && word.state !== stateRead.get(entry.id) && entry.state !== 'undone') return [word];
    return word || entry.abandonedIn !== undefined ? [effectOf(entry)] : [];
  });
  return [...effects, ...told.values()];
}
