import {
  toolActivitySuffixes,
  type UndoConflictResult,
  type UndoToolInput,
} from '../contracts/activities.ts';
import { activityFailures } from '../contracts/activity-failures.ts';
import type { CharterTool } from '../core/charter/charter.ts';
import type { LedgerEntry } from '../core/effects/effect.ts';
import { undoKey } from '../core/effects/idempotency-key.ts';
import type { ActivityEnd } from '../core/trace/history-fact.ts';
import { isReadableResult, unreadableResult } from '../core/trace/readable-result.ts';
import { boundedText } from '../core/values/bounded-text.ts';
import { textBounds } from '../core/values/text-bounds.ts';
import { lookOptions, undoOptions } from './activity-options.ts';
import { runActivity } from './run-activity.ts';

export interface UndoOfEffect {
  /** The activity id. */
  readonly id: string;
  readonly effect: LedgerEntry;
  readonly policy: CharterTool;
}

/** Run the compensation of one effect. */
export function compensate({ id, effect, policy }: UndoOfEffect): Promise<ActivityEnd> {
  const name = effect.tool + toolActivitySuffixes.undo;
  const options = undoOptions(policy, `undo: ${effect.summary}`, id);
  return runActivity(name, options, undoInput(effect), activityFailures.undo);
}

/** Look whether an undo would go through; undefined when nothing stands against it, as far as anybody can tell. */
export async function findUndoConflict({ id, effect, policy }: UndoOfEffect): Promise<string | undefined> {
  if (!policy.has.includes('undoConflict')) return undefined;
  const name = effect.tool + toolActivitySuffixes.undoConflict;
  const options = lookOptions(policy, `can it be undone? ${effect.summary}`, id);
  const end = await runActivity(name, options, undoInput(effect), activityFailures.look);
  const failure =
    end.kind === 'failed'
      ? end.failure
      : !isReadableResult('check-undo', end.output) && unreadableResult('check-undo', end.output);
  if (failure) return boundedText(`it could not be checked: ${failure.message}`, textBounds.conflict);
  const { conflict } = (end as Extract<ActivityEnd, { kind: 'completed' }>).output as UndoConflictResult;
  return conflict === undefined ? undefined : boundedText(String(conflict), textBounds.conflict);
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
