import { type ActivityOptions, sleep } from '@temporalio/workflow';
import type { UndoToolInput, WriteOrigin } from '../contracts/activities.ts';
import type { ActivityEnd } from '../core/commands/activity.ts';
import { waitAfter } from '../core/commands/unserved.ts';
import type { LedgerEntry } from '../core/effects/effect.ts';
import { undoKeyOf } from '../core/ids/idempotency-key.ts';
import type { CheckUndo, UndoEffect } from '../core/undo/undo-command.ts';
import { given } from '../core/values/given.ts';
import { lookOptions, undoOptions } from './activity-options.ts';
import { runActivity } from './run-activity.ts';

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

/** Send it out again, under the same id, while the workers that take it lack its tool. */
async function untilServed(
  { tool }: LedgerEntry,
  options: ActivityOptions,
  run: (options: ActivityOptions) => Promise<ActivityEnd>,
): Promise<ActivityEnd> {
  let placed = options;
  for (let times = 0; ; times++) {
    const end = await run(placed);
    const waitMs = waitAfter(end, times);
    if (waitMs === undefined) return end;
    await sleep(waitMs, { summary: `until ${tool} goes out again to a worker that can take it on` });
    placed = { ...options, allowEagerDispatch: false };
  }
}

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
