import type { UndoToolInput } from '../contracts/activities.ts';
import type { ActivityEnd } from '../core/commands/activity.ts';
import type { LedgerEntry } from '../core/effects/effect.ts';
import { undoKeyOf } from '../core/ids/idempotency-key.ts';
import type { CheckUndo, UndoEffect } from '../core/undo/undo-command.ts';
import { lookOptions, undoOptions } from './activity-options.ts';
import { runActivity } from './run-activity.ts';

/** Undo one effect by its tool. */
export function carryOutUndo({ kind, id, effect, policy }: UndoEffect): Promise<ActivityEnd> {
  const options = undoOptions(policy, `undo: ${effect.summary}`, id);
  return runActivity({ kind, tool: effect.tool }, options, undoInput(effect));
}

/** Look whether an undo would go through. */
export function checkUndo({ kind, id, effect, policy }: CheckUndo): Promise<ActivityEnd> {
  const options = lookOptions(policy, `can it be undone? ${effect.summary}`, id);
  return runActivity({ kind, tool: effect.tool }, options, undoInput(effect));
}

function undoInput(effect: LedgerEntry): UndoToolInput {
  return {
    effectId: effect.id,
    arguments: effect.arguments,
    output: effect.output ?? null,
    ...(effect.before === undefined ? {} : { before: effect.before }),
    idempotencyKey: undoKeyOf(effect.idempotencyKey),
    ...(effect.mayBeUndone ? { mayBeUndone: true } : {}),
  };
}
