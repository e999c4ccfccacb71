import { maySettle } from '../effects/waits-for-a-person.ts';
import type { RunAction } from './next-action.ts';
import type { ApprovalView, RunView } from './run-view.ts';

/** Name what a person can do with a run as it stands, what it waits for first. */
export function nextActions(
  run: Pick<RunView, 'id' | 'state' | 'approvals' | 'effects'>,
): readonly RunAction[] {
  const { id, state, effects } = run;
  const just = (action: 'trace' | 'watch' | 'say' | 'end' | 'resume' | 'cancel') => ({ action, run: id });
  const resolve = openApprovals(run).flatMap((approval) => resolveActions(id, approval));
  const settle = effects.flatMap((effect) => settleActions(id, effect));
  switch (state) {
    case 'awaiting-approval':
      return [...resolve, ...settle];
    case 'awaiting-human':
      return settle.length > 0 ? settle : [just('trace')];
    case 'awaiting-user':
      return [...resolve, just('say'), just('end')];
    case 'paused':
      return [...resolve, just('resume'), just('cancel')];
    case 'awaiting-provider':
      return [...resolve, just('watch'), just('cancel')];
    case 'running':
    case 'undoing':
      return [...resolve, just('watch'), just('trace')];
    case 'closed': {
      const canUndo = effects.some(
        ({ undoable, state: now, resultUnknown }) => undoable && now === 'applied' && !resultUnknown,
      );
      return [just('trace'), ...settle, ...(canUndo ? [{ action: 'undo' as const, run: id }] : [])];
    }
  }
}

/** The approvals that a person can still resolve; a closed run has none. */
export function openApprovals({
  state,
  approvals,
}: Pick<RunView, 'state' | 'approvals'>): readonly ApprovalView[] {
  return state === 'closed' ? [] : approvals.filter((approval) => approval.state === 'open');
}

/** Resolve one approval, for what its digest was made of. */
export function resolveActions(
  run: string,
  { id: approval, digest }: Pick<ApprovalView, 'id' | 'digest'>,
): readonly RunAction[] {
  return [
    { action: 'approve', run, approval, digest },
    { action: 'reject', run, approval, digest },
  ];
}

/** Bring to an end what only a person can: an effect that nobody could make out, or whose undo went wrong. */
export function settleActions(run: string, effect: SettleableEffect): readonly RunAction[] {
  const { id, state, undoable, probeable, resultUnknown } = effect;
  if (!maySettle({ state }) && !resultUnknown) return [];
  const about = { run, effect: id } as const;
  const probe = probeable ? [{ action: 'probe', ...about } as const] : [];
  // What is to be undone later needs what its tool returned.
  const applied = {
    action: 'settle',
    ...about,
    outcome: 'applied',
    ...(undoable ? { from: 'result' as const } : {}),
  } as const;
  const absent = { action: 'settle', ...about, outcome: 'absent' } as const;
  if (state === 'unknown') return [...probe, applied, absent];
  if (resultUnknown) return state === 'applied' ? [...probe, applied] : [...probe, applied, absent];
  return [{ action: 'undo', ...about, apply: true }, absent];
}

type SettleableEffect = Pick<
  RunView['effects'][number],
  'id' | 'state' | 'undoable' | 'probeable' | 'resultUnknown'
>;
