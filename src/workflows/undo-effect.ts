import { toolActivitySuffixes, type UndoToolInput } from '../contracts/activities.ts';
import { activityFailures } from '../contracts/activity-failures.ts';
import type { LedgerEntry } from '../core/effects/effect.ts';
import { undoKey } from '../core/effects/idempotency-key.ts';
import type { ActivityEnd } from '../core/trace/history-fact.ts';
import type { UndoCommand } from '../core/undo/decide-undo.ts';
import { lookOptions, undoOptions } from './activity-options.ts';
import { runActivity } from './run-activity.ts';

/** Run the compensation of one effect. */
export function compensate({ id, effect, policy }: Omit<UndoCommand, 'kind'>): Promise<ActivityEnd> {
  const name = effect.tool + toolActivitySuffixes.undo;
  const options = undoOptions(policy, `undo: ${effect.summary}`, id);
  return runActivity(name, options, undoInput(effect), activityFailures.undo);
}

/** Look whether an undo would go through. */
export function checkUndo({ id, effect, policy }: Omit<UndoCommand, 'kind'>): Promise<ActivityEnd> {
  const name = effect.tool + toolActivitySuffixes.undoConflict;
  const options = lookOptions(policy, `can it be undone? ${effect.summary}`, id);
  return runActivity(name, options, undoInput(effect), activityFailures.look);
}

function undoInput(effect: LedgerEntry): UndoToolInput {
  return {
    effectId: effect.id,
    arguments: effect.arguments,
    output: effect.output ?? null,
    ...(effect.before === undefined ? {} : { before: effect.before }),
    idempotencyKey: undoKey(effect.idempotencyKey),
  };
}
