import type { UndoToolInput } from '../contracts/activities.ts';
import type { ActivityEnd } from '../core/commands/activity.ts';
import type { LedgerEntry } from '../core/effects/effect.ts';
import { undoKeyOf } from '../core/ids/idempotency-key.ts';
import type { CheckUndo, UndoEffect } from '../core/undo/undo-command.ts';
import { given } from '../core/values/given.ts';
import { lookOptions, undoOptions } from './activity-options.ts';
import type { Carrying } from './carrying.ts';
import { runActivity } from './run-activity.ts';
import { untilItEnds } from './until-it-ends.ts';

/** Undo one effect by its tool: again, under the same id and with the same key, where its worker lacked it or was lost. */
export function carryOutUndo(
  { kind, id, effect, policy }: UndoEffect,
  { origin, keeper }: Carrying,
): Promise<ActivityEnd> {
  const summary = `undo: ${effect.summary}`;
  return untilItEnds({
    effect,
    keeper,
    optionsOf: ({ attempts }) => undoOptions(policy, summary, id, attempts),
    run: (options, { mayBeUndone }) => {
      const input = undoInput(mayBeUndone ? { ...effect, mayBeUndone } : effect);
      return runActivity({ kind, tool: effect.tool }, options, { ...input, origin });
    },
  });
}

/** Look whether an undo would go through. */
export function checkUndo(
  { kind, id, effect, policy }: CheckUndo,
  { keeper }: Carrying,
): Promise<ActivityEnd> {
  return untilItEnds({
    effect,
    keeper,
    optionsOf: ({ attempts }) => lookOptions(policy, `can it be undone? ${effect.summary}`, id, attempts),
    run: (options) => runActivity({ kind, tool: effect.tool }, options, undoInput(effect)),
  });
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
