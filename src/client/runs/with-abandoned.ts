import { numberEffects } from '../../core/calls/step-numbers.ts';
import { type Effect, effectOf } from '../../core/effects/effect.ts';
import { nextActions } from '../../core/view/next-actions.ts';
import type { RunView, SpentBeforeReset } from '../../core/view/run-view.ts';
import type { Executions } from '../../histories/abandoned-executions.ts';
import { type AbandonedBranch, abandonedBranches } from '../../histories/abandoned-steps.ts';
import { withAbandoned } from '../../histories/ledger-with-abandoned.ts';
import type { TemporalAccess } from '../connection/temporal-access.ts';
import { readLaterUndo, withLaterUndo } from '../undo/later-undo.ts';

/** Tell a run with what executions did that resets left behind: their effects are in the world, their bills are due. */
export async function viewWithAbandoned(
  access: TemporalAccess,
  view: RunView,
  executions: Executions,
): Promise<RunView> {
  const state = executions.own[0]?.projection.state;
  const ledger = withLaterUndo(
    withAbandoned(state ? numberEffects(state) : [], executions),
    await readLaterUndo(access, view.id),
  );
  const told = new Map(view.effects.map((effect) => [effect.id, effect]));
  const effects: Effect[] = ledger.flatMap((entry) => {
    const own = told.get(entry.id);
    told.delete(entry.id);
    // A worker may know more of an open run than its history told just before.
    if (own) return [entry.state === 'undone' ? { ...own, state: entry.state } : own];
    return entry.abandonedIn === undefined ? [] : [effectOf(entry)];
  });
  effects.push(...told.values());
  const steps = executions.own.flatMap(({ projection }) => projection.steps(false));
  const spentBeforeReset = spentBy(abandonedBranches(steps, executions, false), executions);
  return { ...view, effects, spentBeforeReset, next: nextActions({ ...view, effects }) };
}

function spentBy(branches: readonly AbandonedBranch[], { unread }: Executions): SpentBeforeReset {
  const steps = branches.flatMap((branch) => branch.steps);
  const sum = (ofStep: (step: (typeof steps)[number]) => number) =>
    steps.reduce((total, step) => total + ofStep(step), 0);
  return {
    executions: branches.length,
    modelCalls: sum(({ kind }) => Number(kind === 'model')),
    toolCalls: sum(({ kind, attempts }) => Number(kind === 'tool' && attempts > 0)),
    costNanoUsd: sum(({ costNanoUsd = 0 }) => costNanoUsd),
    unsettledNanoUsd: branches.reduce((total, { unsettledNanoUsd }) => total + unsettledNanoUsd, 0),
    ...(unread.length > 0 ? { unread: unread.length } : {}),
  };
}
