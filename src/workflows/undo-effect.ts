import type { UndoToolInput } from '../contracts/activities.ts';
import type { ActivityEnd } from '../core/commands/activity.ts';
import type { CheckUndo, UndoConflictResult } from '../core/commands/check-undo.ts';
import type { UndoEffect } from '../core/commands/undo-effect.ts';
import type { LedgerEntry } from '../core/effects/effect.ts';
import { undoKeyOf } from '../core/ids/idempotency-key.ts';
import { boundedText } from '../core/values/bounded-text.ts';
import { textBounds } from '../core/values/text-bounds.ts';
import { lookOptions, undoOptions } from './activity-options.ts';
import { runActivity } from './run-activity.ts';

/** Run the compensation of one effect. */
export function compensate({ kind, id, effect, policy }: UndoEffect): Promise<ActivityEnd> {
  const options = undoOptions(policy, `undo: ${effect.summary}`, id);
  return runActivity({ kind, tool: effect.tool }, options, undoInput(effect));
}

/** Look whether an undo would go through; undefined when nothing stands against it, as far as anybody can tell. */
export async function findUndoConflict({ kind, id, effect, policy }: CheckUndo): Promise<string | undefined> {
  if (!policy.has.includes('undoConflict')) return undefined;
  const options = lookOptions(policy, `can it be undone? ${effect.summary}`, id);
  const end = await runActivity({ kind, tool: effect.tool }, options, undoInput(effect));
  const conflict =
    end.kind === 'failed'
      ? `it could not be checked: ${end.failure.message}`
      : (end.output as UndoConflictResult).conflict;
  return conflict === undefined ? undefined : boundedText(String(conflict), textBounds.conflict);
}

function undoInput(effect: LedgerEntry): UndoToolInput {
  return {
    effectId: effect.id,
    arguments: effect.arguments,
    output: effect.output ?? null,
    ...(effect.before === undefined ? {} : { before: effect.before }),
    idempotencyKey: undoKeyOf(effect.idempotencyKey),
  };
}
