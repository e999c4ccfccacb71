import type { UndoToolInput, WriteOrigin } from '../contracts/activities.ts';
import type { ActivityEnd } from '../core/commands/activity.ts';
import type { LedgerEntry } from '../core/effects/effect.ts';
import { undoKeyOf } from '../core/ids/idempotency-key.ts';
import type { CheckUndo, UndoEffect } from '../core/undo/undo-command.ts';
import { given } from '../core/values/given.ts';
import { lookOptions, undoOptions } from './activity-options.ts';
import { runActivity } from './run-activity.ts';
import { untilServed } from './until-served.ts';

/** Undo one effect by its tool. */
export function carryOutUndo(
  { kind, id, effect, policy }: UndoEffect,
  origin: WriteOrigin,
): Promise<ActivityEnd> {
  const options = undoOptions(policy, `undo: ${effect.summary}`, id);
  return untilServed(effect, options, (placed) =>
    runActivity({ kind, tool: effect.tool }, placed, { ...undoInput(effect), origin }),
  );
}

/** Look whether an undo would go through. */
export function checkUndo({ kind, id, effect, policy }: CheckUndo): Promise<ActivityEnd> {
  const options = lookOptions(policy, `can it be undone? ${effect.summary}`, id);
  return untilServed(effect, options, (placed) =>
    runActivity({ kind, tool: effect.tool }, placed, undoInput(effect)),
  );
}

/** Of an effect whose output nobody knows no undo is planned: null is what a tool returned. */
function undoInput(effect: LedgerEntry): UndoToolInput {
  return {
    effectId: effect.id,
    arguments: effect.arguments,
    output: effect.output ?? null,
    ...given({ before: effect.before }),
    idempotencyKey: undoKeyOf(effect.idempotencyKey),
    ...(effect.mayBeUndone ? { mayBeUndone: true } : {}),
  };
}
