import type { Kysely } from 'kysely';
import type { Json } from '../../../core/values/json.ts';
import { UndoConflict } from '../../../tools/errors/undo-conflict.ts';
import { revertChanges } from './revert-changes.ts';
import type { WorldChange } from './world-change.ts';
import { WorldEdit } from './world-edit.ts';
import type { WorldTables } from './world-tables.ts';

interface StandingEffect {
  readonly result: Json;
  readonly changes: readonly WorldChange[];
}

/**
 * Find what a call did, by its key with either ending, `/run` or `/undo`. Changes nothing.
 *
 * Undefined when it never took effect, was barred from it, or was undone.
 *
 * @throws Error when the key belongs to another tool.
 */
export async function findStandingEffect(
  database: Kysely<WorldTables>,
  key: string,
  tool: string,
): Promise<StandingEffect | undefined> {
  const call = key.replace(/\/(run|undo)$/, '');
  const runKey = key === call ? key : `${call}/run`;
  // One statement, so that an undo cannot come between.
  const rows = await database
    .selectFrom('effects')
    .select(['key', 'tool', 'result', 'changes'])
    .where('key', 'in', [runKey, `${call}/undo`])
    .execute();
  const effect = rows.find((row) => row.key === runKey);
  if (effect !== undefined && effect.tool !== tool) {
    throw new Error(
      `the effect key ${runKey} belongs to ${effect.tool}, not ${tool}; use a key of the call's own`,
    );
  }
  if (effect?.result == null || rows.length > 1) return undefined;
  return { result: JSON.parse(effect.result), changes: JSON.parse(effect.changes ?? '[]') };
}

/**
 * Say what stands in the way of undoing a call, in the words of `UndoConflict`; nothing when nothing does, or when there
 * is nothing to undo. Changes nothing.
 */
export async function findEffectConflict(
  database: Kysely<WorldTables>,
  key: string,
  tool: string,
): Promise<string | undefined> {
  const effect = await findStandingEffect(database, key, tool);
  if (effect === undefined) return undefined;
  try {
    await revertChanges(new WorldEdit(database, { forChange: false }), effect.changes, tool);
    return undefined;
  } catch (error) {
    if (error instanceof UndoConflict) return error.conflicts.join('; ');
    throw error;
  }
}
