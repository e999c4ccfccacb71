import {
  toolActivitySuffixes,
  type UndoConflictResult,
  type UndoToolInput,
  type UndoToolResult,
} from '../contracts/activities.ts';
import { activityFailures } from '../contracts/activity-failures.ts';
import type { CharterTool } from '../core/charter.ts';
import type { LedgerEntry } from '../core/effect.ts';
import { undoKey } from '../core/idempotency-key.ts';
import type { UndoEnd } from '../core/undo-pass.ts';
import { lookOptions, undoOptions } from './activity-options.ts';
import { runActivity } from './run-activity.ts';

export interface UndoOfEffect {
  /** The activity id. */
  readonly id: string;
  readonly effect: LedgerEntry;
  readonly policy: CharterTool;
}

/** Reverse one effect by its compensation activity. */
export async function undoEffect({ id, effect, policy }: UndoOfEffect): Promise<UndoEnd> {
  const name = effect.tool + toolActivitySuffixes.undo;
  const options = undoOptions(policy, `undo: ${effect.summary}`, id);
  const end = await runActivity<UndoToolResult>(name, options, undoInput(effect), activityFailures.undo);
  return end.kind === 'failed' ? { kind: 'failed', failure: end.failure } : end.result;
}

/** Look whether an undo would go through; undefined when nothing stands against it, as far as anybody can tell. */
export async function findUndoConflict({ id, effect, policy }: UndoOfEffect): Promise<string | undefined> {
  if (!policy.has.includes('undoConflict')) return undefined;
  const name = effect.tool + toolActivitySuffixes.undoConflict;
  const options = lookOptions(policy, `can it be undone? ${effect.summary}`, id);
  const end = await runActivity<UndoConflictResult>(name, options, undoInput(effect), activityFailures.look);
  return end.kind === 'failed' ? `it could not be checked: ${end.failure.message}` : end.result.conflict;
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
