import type { RunAction } from './next-action.ts';
import type { ApprovalView, RunView } from './run-view.ts';

/** Name what a person can do with a run as it stands, what it waits for first. */
export function nextActions(
  run: Pick<RunView, 'id' | 'state' | 'approvals' | 'effects'>,
): readonly RunAction[] {
  const { id, state, effects } = run;
  const just = (action: 'trace' | 'watch' | 'say' | 'end' | 'resume' | 'cancel') => ({ action, run: id });
  const decide = openApprovals(run).flatMap((approval) => decideActions(id, approval));
  const settle = effects.flatMap((effect) => settleActions(id, effect));
  switch (state) {
    case 'awaiting-approval':
      return [...decide, ...settle];
    case 'awaiting-human':
      return settle.length > 0 ? settle : [just('trace')];
    case 'awaiting-user':
      return [...decide, just('say'), just('end')];
    case 'paused':
      return [...decide, just('resume'), just('cancel')];
    case 'running':
    case 'undoing':
      return [...decide, just('watch'), just('trace')];
    case 'closed': {
      const canUndo = effects.some((effect) => effect.undoable && effect.state === 'applied');
      return [just('trace'), ...settle, ...(canUndo ? [{ action: 'undo' as const, run: id }] : [])];
    }
  }
}

/** The approvals that a person can still decide; a closed run has none. */
export function openApprovals({
  state,
  approvals,
}: Pick<RunView, 'state' | 'approvals'>): readonly ApprovalView[] {
  return state === 'closed' ? [] : approvals.filter((approval) => approval.state === 'open');
}

/** Decide one approval, for what its digest was made of. */
export function decideActions(
  run: string,
  { id: approval, digest }: Pick<ApprovalView, 'id' | 'digest'>,
): readonly RunAction[] {
  return [
    { action: 'approve', run, approval, digest },
    { action: 'reject', run, approval, digest },
  ];
}

/** Bring to an end what only a person can: an effect that nobody could make out, or whose undo went wrong. */
export function settleActions(
  run: string,
  { id: effect, state }: Pick<RunView['effects'][number], 'id' | 'state'>,
): readonly RunAction[] {
  const absent = { action: 'settle', run, effect, outcome: 'absent' } as const;
  switch (state) {
    case 'unknown':
      return [{ ...absent, outcome: 'applied' }, absent];
    case 'undo-failed':
    case 'conflict':
      return [{ action: 'undo', run, effect, apply: true }, absent];
    default:
      return [];
  }
}
